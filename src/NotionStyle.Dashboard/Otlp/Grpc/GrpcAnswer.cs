using System.Globalization;
using Google.Protobuf;

namespace NotionStyle.Dashboard.Otlp.Grpc;

/// <summary>A refusal before the request is read: an answer of trailers alone.</summary>
internal static class GrpcAnswer
{
    /// <summary>The trailer with a <c>google.rpc.Status</c>.</summary>
    public const string Details = "grpc-status-details-bin";

    public static Task RefuseAsync(HttpContext context, OtlpRefusal refusal)
    {
        context.RequestServices.GetRequiredService<OtlpMetrics>().Refused(refusal.Kind);
        var response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-status"] = ((int)refusal.Kind.Grpc).ToString(CultureInfo.InvariantCulture);
        response.Headers["grpc-message"] = Uri.EscapeDataString(refusal.Message);
        response.Headers[Details] = Convert.ToBase64String(refusal.ToStatus().ToByteArray()).TrimEnd('=');
        return response.CompleteAsync();
    }
}
