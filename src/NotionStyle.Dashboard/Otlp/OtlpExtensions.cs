namespace NotionStyle.Dashboard.Otlp;

/// <summary>The receiver of telemetry: OTLP over gRPC and over HTTP, on ports of their own.</summary>
internal static class OtlpExtensions
{
    public static void AddOtlpReceiver(this WebApplicationBuilder builder) { }

    /// <summary>Keeps the ports apart: telemetry is taken on its own ports only, and these show no pages.</summary>
    public static void UseOtlpPorts(this WebApplication app) { }

    public static void MapOtlpReceiver(this WebApplication app) { }
}
