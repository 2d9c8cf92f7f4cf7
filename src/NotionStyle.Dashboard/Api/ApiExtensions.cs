namespace NotionStyle.Dashboard.Api;

/// <summary>The read-only HTTP API below <c>/api</c>.</summary>
internal static class ApiExtensions
{
    public static void MapApi(this WebApplication app) { }
}
