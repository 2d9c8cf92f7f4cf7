using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NotionStyle.BlockService.Wire;

/// <summary>Writes JSON straight into the answer's pipe: nothing is built up in between, and writers are used again.</summary>
internal static class JsonAnswer
{
    private const string ContentType = "application/json";

    /// <summary>A long answer is sent in pieces of about this size, so that the pace of the reader holds back the writer.</summary>
    private const int PieceBytes = 64 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        // Every answer is application/json with nosniff, so no browser takes it for HTML, and text may stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    [ThreadStatic]
    private static Utf8JsonWriter? s_idle;

    /// <summary>Starts an answer. Set the status first when it is not 200.</summary>
    public static Utf8JsonWriter Begin(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        var target = context.Response.BodyWriter;
        if (s_idle is not { } writer)
            return new Utf8JsonWriter(target, Options);
        s_idle = null;
        writer.Reset(target);
        return writer;
    }

    /// <summary>A writer of answers that are not sent at once.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> target) => new(target, Options);

    /// <summary>Sends an answer that was made before.</summary>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> json)
    {
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Ends an answer. The web server sends it when the request is over.</summary>
    public static void End(Utf8JsonWriter writer)
    {
        writer.Flush();
        s_idle = writer;
    }

    /// <summary>Between the items of a long answer: sends what there is when it has grown to a piece.</summary>
    public static ValueTask SendPieceAsync(HttpContext context, Utf8JsonWriter writer)
    {
        if (writer.BytesPending + context.Response.BodyWriter.UnflushedBytes < PieceBytes)
            return ValueTask.CompletedTask;
        writer.Flush();
        return FlushAsync(context);
    }

    private static async ValueTask FlushAsync(HttpContext context)
    {
        var result = await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        if (result.IsCompleted)
            throw new OperationCanceledException("The reader of the answer has gone.");
    }
}
