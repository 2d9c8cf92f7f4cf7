namespace NotionStyle.Dashboard.Components.Pages.Resources;

/// <summary>Which variables to hide until a person asks: the host keeps back what it knows to be secret, the rest is told by its name or its look.</summary>
internal static class SecretNames
{
    private static readonly string[] Words =
    [
        "PASSWORD",
        "PASSWD",
        "TOKEN",
        "KEY",
        "SECRET",
        "CREDENTIAL",
        "ConnectionString",
        "OTEL_EXPORTER_OTLP_HEADERS",
    ];

    /// <summary>Whether to cover the value: its name says that it is secret, or a password is written into it.</summary>
    public static bool LooksSecret(string name, string value) =>
        value.Length > 0
        && (
            Words.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase))
            || value.Contains("password=", StringComparison.OrdinalIgnoreCase)
            || HasUserInfo(value)
        );

    // scheme://user:password@host
    private static bool HasUserInfo(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal);
}
