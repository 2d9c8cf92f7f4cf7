using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Blocks.Json;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Transactions;

/// <summary><c>POST /v1/transactions</c>: the one way in which records change, and so the path that is kept leanest.</summary>
internal sealed class TransactionEndpoint(IBlockStore store, TransactionGate gate, ServiceMetrics metrics)
{
    private static readonly JsonEncodedText Object = JsonEncodedText.Encode("object");
    private static readonly JsonEncodedText TransactionName = JsonEncodedText.Encode("transaction");
    private static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
    private static readonly JsonEncodedText Duplicate = JsonEncodedText.Encode("duplicate");
    private static readonly JsonEncodedText Records = JsonEncodedText.Encode("records");
    private static readonly JsonEncodedText Table = JsonEncodedText.Encode("table");
    private static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");

    public void Map(Api api) =>
        api.ForWorkspace(HttpMethods.Post, "/v1/transactions", TransactionDoc.Endpoint, CommitAsync);

    private async Task CommitAsync(HttpContext context, Actor actor)
    {
        var startedAt = Stopwatch.GetTimestamp();
        TransactionResult result;
        try
        {
            // The transaction's arguments are views into the body, so its memory is kept until the store is done.
            using var body = await BodyBuffer.ReadAsync(context);
            using var document = JsonBody.Parse(body.Memory);
            var transaction = TransactionReader.Read(body.Memory.Span, document, actor.SpaceId);
            using var place = await gate.EnterAsync(context.RequestAborted);
            result = await store.CommitAsync(actor, transaction, context.RequestAborted);
            if (!result.Duplicate)
                metrics.OperationsCommitted(transaction.Operations.Count);
        }
        catch (Exception e)
        {
            metrics.TransactionEnded(Problem.Of(e).Code, startedAt);
            throw;
        }

        metrics.TransactionEnded(result.Duplicate ? "duplicate" : "committed", startedAt);
        Write(context, result);
    }

    private static void Write(HttpContext context, TransactionResult result)
    {
        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString(Object, TransactionName);
        writer.WriteString(Id, result.Id);
        writer.WriteBoolean(Duplicate, result.Duplicate);
        writer.WriteStartArray(Records);
        foreach (var record in result.Records)
        {
            writer.WriteStartObject();
            writer.WriteString(Table, record.Pointer.Table.Name());
            writer.WriteString(Id, record.Pointer.Id);
            writer.WriteNumber(Version, record.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }
}
