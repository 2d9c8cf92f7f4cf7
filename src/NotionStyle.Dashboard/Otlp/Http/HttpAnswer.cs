using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Net.Http.Headers;

namespace NotionStyle.Dashboard.Otlp.Http;

/// <summary>How the body of a request is written; the answer's is the same.</summary>
internal enum HttpFormat
{
    /// <summary>Protobuf.</summary>
    Protobuf,

    /// <summary>OTLP's JSON.</summary>
    Json,

    /// <summary>Something else, which is answered in protobuf.</summary>
    Other,
}

/// <summary>Answers over HTTP, in the format of the request.</summary>
internal static class HttpAnswer
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    private static readonly JsonFormatter Formatter = new(
        JsonFormatter.Settings.Default.WithTypeRegistry(TypeRegistry.FromMessages(Google.Rpc.RetryInfo.Descriptor))
    );

    public static HttpFormat FormatOf(HttpRequest request) =>
        !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? HttpFormat.Other
        : type.MediaType.Equals(Protobuf, StringComparison.OrdinalIgnoreCase) ? HttpFormat.Protobuf
        : type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? HttpFormat.Json
        : HttpFormat.Other;

    /// <summary>The status of the refusal with a <c>google.rpc.Status</c> as the body.</summary>
    public static Task RefuseAsync(HttpContext context, OtlpRefusal refusal)
    {
        context.RequestServices.GetRequiredService<OtlpMetrics>().Refused(refusal.Kind);
        if (refusal.RetryAfter is { } delay)
            // Whole seconds, and never 0, which would mean "at once".
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(delay.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, refusal.Kind.Http, refusal.ToStatus());
    }

    public static async Task WriteAsync(HttpContext context, int status, IMessage message)
    {
        var json = FormatOf(context.Request) == HttpFormat.Json;
        var bytes = json ? Encoding.UTF8.GetBytes(Formatter.Format(message)) : message.ToByteArray();
        context.Response.StatusCode = status;
        context.Response.ContentType = json ? Json : Protobuf;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
