namespace NotionStyle.Dashboard.Resources;

/// <summary>The resources of the application, from its host.</summary>
internal static class ResourceExtensions
{
    public static void AddResourceSource(this WebApplicationBuilder builder) { }
}
