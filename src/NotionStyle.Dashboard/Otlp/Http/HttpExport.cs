using Microsoft.Net.Http.Headers;

namespace NotionStyle.Dashboard.Otlp.Http;

/// <summary>OTLP over HTTP: <c>POST /v1/traces</c>, <c>/v1/metrics</c> and <c>/v1/logs</c> with protobuf or JSON, as it is or with gzip.</summary>
internal static class HttpExport
{
    public static async Task InvokeAsync(OtlpSignal signal, HttpContext context)
    {
        try
        {
            await TakeAsync(signal, context);
        }
        catch (OtlpRefusal refusal)
        {
            await HttpAnswer.RefuseAsync(context, refusal);
        }
        catch (Exception e)
            when (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone: nobody is there to be answered. It sends again what it was not told to be stored.
        }
    }

    private static async Task TakeAsync(OtlpSignal signal, HttpContext context)
    {
        var request = context.Request;
        var services = context.RequestServices;
        var cancellation = context.RequestAborted;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            throw new OtlpRefusal(
                RefusalKind.Method,
                $"Telemetry is posted to {signal.Path}; {request.Method} does nothing here."
            );
        }

        var format = HttpAnswer.FormatOf(request);
        if (format == HttpFormat.Other)
        {
            context.Response.Headers[HeaderNames.Accept] = $"{HttpAnswer.Protobuf}, {HttpAnswer.Json}";
            throw new OtlpRefusal(
                RefusalKind.Unsupported,
                $"The Content-Type '{request.ContentType}' is not read. Send {HttpAnswer.Protobuf} or {HttpAnswer.Json}."
            );
        }

        using var body = await RequestBody.ReadAsync(
            request,
            format == HttpFormat.Json ? OtlpLimits.JsonBytes : OtlpLimits.MessageBytes,
            services.GetRequiredService<OtlpBudget>(),
            cancellation
        );
        var now = services.GetRequiredService<TimeProvider>().Now();
        var decoded = format == HttpFormat.Json ? signal.DecodeJson(body.Bytes, now) : signal.Decode(body.Bytes, now);
        var answer = await services.GetRequiredService<OtlpReceiver>().TakeAsync(signal, decoded, cancellation);
        await HttpAnswer.WriteAsync(context, StatusCodes.Status200OK, answer);
    }
}
