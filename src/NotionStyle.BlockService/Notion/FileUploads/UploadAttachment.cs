using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>
/// Attaches file uploads to what a transaction makes or changes: each must be the caller's own, have its file and not have ended. The same transaction says that it is attached
/// (<c>format.attached</c>), and from then on it does not end. One that is attached already may be attached again.
/// </summary>
internal sealed class UploadAttachment(IBlockStore store, TimeProvider clock)
{
    /// <summary>Reads the uploads, checks them and adds what attaches them. One read for all; none for no upload.</summary>
    /// <param name="builder">The transaction that the uploads are attached by.</param>
    /// <param name="actor">Who attaches them.</param>
    /// <param name="uploads">Ids of uploads, at most <see cref="NotionStyle.Blocks.StoreLimits.ReadMaximum" />.</param>
    /// <param name="ct">Cancels the read.</param>
    /// <returns>The uploads' records by id.</returns>
    public async Task<IReadOnlyDictionary<Guid, Record>> AddToAsync(
        TransactionBuilder builder,
        Actor actor,
        IEnumerable<Guid> uploads,
        CancellationToken ct
    )
    {
        var ids = uploads.Distinct().ToArray();
        if (ids.Length == 0)
            return new Dictionary<Guid, Record>();
        var found = await store.ReadAsync(actor, [.. ids.Select(Pointer)], ct);
        return ids.Zip(found).ToDictionary(p => p.First, p => AddTo(builder, actor, p.First, p.Second));
    }

    /// <summary>Checks an upload that was read and adds what attaches it.</summary>
    public Record AddTo(TransactionBuilder builder, Actor actor, Guid id, PlacedRecord? found)
    {
        if (found is not { Record: { Alive: true } record } || record.CreatedBy != actor.UserId)
            throw BlockStoreException.NotFound($"file upload with ID: {id}");
        var format = record.Format.Node;
        if (IsTrue(format?["attached"]))
            return record;
        if (TextOf(format?["status"]) is var status && status != "uploaded")
            throw BlockStoreException.Invalid(
                $"File upload {id} has the status {status ?? "pending"} and no file yet. Send its file first: POST /v1/file_uploads/{id}/send."
            );
        if (
            DateTimeOffset.TryParse(
                TextOf(format?["expiry_time"]),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var expiry
            )
            && expiry <= clock.GetUtcNow()
        )
            throw BlockStoreException.Invalid(
                $"File upload {id} was not attached in time and ended. Upload the file again."
            );
        builder.Set(Pointer(id), ["format", "attached"], true);
        return record;
    }

    private static RecordPointer Pointer(Guid id) => new(RecordTable.FileUpload, id);

    private static bool IsTrue(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.True;

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.String
            ? value.GetValue<string>()
            : null;
}
