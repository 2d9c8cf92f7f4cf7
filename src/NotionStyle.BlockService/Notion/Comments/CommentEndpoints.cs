using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Comments;

/// <summary>Comments and the discussions that they belong to.</summary>
internal sealed class CommentEndpoints(
    IBlockStore store,
    IRecordQueries queries,
    NotionWriter writer,
    FileLinkFactory links,
    TimeProvider time
) : INotionEndpoints
{
    private static readonly Field<Guid> BlockId = Fields.Id("block_id", "The page or block that is discussed.");

    private readonly NameReader _names = new(store);
    private readonly UploadAttachment _attachment = new(store, time);

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Post, "/v1/comments", CommentDocs.Create, CreateAsync);
        api.Map(HttpMethods.Get, "/v1/comments", CommentDocs.List(Paging.Query(BlockId)), ListAsync);
        api.Map(HttpMethods.Get, "/v1/comments/{comment_id}", CommentDocs.Retrieve, RetrieveAsync);
        api.Map(HttpMethods.Patch, "/v1/comments/{comment_id}", CommentDocs.Update, UpdateAsync);
        api.Map(HttpMethods.Delete, "/v1/comments/{comment_id}", CommentDocs.Delete, DeleteAsync);
    }

    private async Task CreateAsync(NotionRequest request)
    {
        var id = Guid.NewGuid();
        await request.WithBodyAsync(async body =>
        {
            body.Object("parent", "discussion_id", "rich_text", "markdown", "attachments", "display_name");
            var (parent, discussion) = (body["parent"], body["discussion_id"]);
            if (parent.HasValue == discussion.HasValue)
                throw parent.Refuse("defined for a new discussion, or body.discussion_id for a reply: one of the two");
            var text = CommentInput.ReadText(body);
            var attachments = CommentInput.ReadAttachments(body["attachments"]);
            if (text.IsEmpty && attachments.Count == 0)
                throw body["rich_text"].Refuse("not empty in a comment without attachments");
            var format = new JsonObject();
            if (CommentInput.ReadDisplayName(body["display_name"]) is { } name)
                format["display_name"] = name;

            var builder = new TransactionBuilder(request.Actor.SpaceId);
            var thread = parent.HasValue
                ? await NewDiscussionAsync(request, builder, parent)
                : await FindDiscussionAsync(request, discussion);
            if (attachments.Count > 0)
                format["attachments"] = await AttachAsync(request, builder, attachments);
            builder.Create(Pointer(id), "comment", thread, Title(text), format);
            await writer.CommitAsync(request.Actor, builder, request.Aborted);
        });
        await AnswerAsync(request, id);
    }

    private async Task ListAsync(NotionRequest request)
    {
        var part = await queries.ListCommentsAsync(
            request.Actor,
            request.Http.Request.Query.Get(BlockId),
            Paging.Of(request.Http.Request),
            request.Aborted
        );
        var (names, authors) = await ReadNamesAsync(request, part.Records);
        var files = links.For(request);
        var json = JsonAnswer.Begin(request.Http);
        Paging.BeginList(json);
        foreach (var comment in part.Records)
            CommentJson.Write(json, comment, names, authors, files);
        Paging.EndList(json, "comment", part.NextCursor);
        JsonAnswer.End(json);
    }

    private Task RetrieveAsync(NotionRequest request) => AnswerAsync(request, request.PathId("comment_id"));

    private async Task UpdateAsync(NotionRequest request)
    {
        var id = request.PathId("comment_id");
        var comment = await ReadAsync(request, id);
        await request.WithBodyAsync(async body =>
        {
            body.Object("rich_text", "markdown");
            var text = CommentInput.ReadText(body);
            if (text.IsEmpty && comment.Record.Format.Node?["attachments"] is not JsonArray { Count: > 0 })
                throw body["rich_text"].Refuse("not empty in a comment without attachments");
            var builder = new TransactionBuilder(request.Actor.SpaceId).Set(
                Pointer(id),
                ["properties", "title"],
                text.ToJson()
            );
            await writer.CommitAsync(request.Actor, builder, request.Aborted);
        });
        await AnswerAsync(request, id);
    }

    private async Task DeleteAsync(NotionRequest request)
    {
        var id = request.PathId("comment_id");
        var comment = await ReadAsync(request, id);
        // The discussion stays, also without its last comment: a reply may name it still.
        var builder = new TransactionBuilder(request.Actor.SpaceId).Set(Pointer(id), ["alive"], false);
        await writer.CommitAsync(request.Actor, builder, request.Aborted);
        await AnswerAsync(request, comment);
    }

    /// <summary>Begins a discussion about a page or a block, in the transaction of its first comment.</summary>
    private async Task<RecordPointer> NewDiscussionAsync(
        NotionRequest request,
        TransactionBuilder builder,
        Input parent
    )
    {
        var kind = Variant.Of(parent, "page_id", "block_id");
        parent.Object("type", kind);
        var id = parent[kind].Id();
        var what = $"{(kind == "page_id" ? "page" : "block")} with ID: {id}";
        var found = await store.ReadAsync(request.Actor, [RecordPointer.Block(id)], request.Aborted);
        if (found is not [{ } about] || (kind == "page_id" && about.Record.Type != BlockTypes.Page))
            throw BlockStoreException.NotFound(what);
        if (about.IsTrashed)
            throw BlockStoreException.Invalid($"The {what} is in the trash. Restore it to comment on it.");
        var thread = new RecordPointer(RecordTable.Discussion, Guid.NewGuid());
        builder.Create(thread, "discussion", about.Record.Pointer);
        return thread;
    }

    private async Task<RecordPointer> FindDiscussionAsync(NotionRequest request, Input discussion)
    {
        var thread = new RecordPointer(RecordTable.Discussion, discussion.Id());
        var found = await store.ReadAsync(request.Actor, [thread], request.Aborted);
        if (found is not [{ Record.Alive: true } there])
            throw BlockStoreException.NotFound($"discussion with ID: {thread.Id}");
        return there.IsTrashed
            ? throw BlockStoreException.Invalid(
                $"What discussion {thread.Id} is about is in the trash. Restore it to reply."
            )
            : thread;
    }

    private async Task<JsonArray> AttachAsync(
        NotionRequest request,
        TransactionBuilder builder,
        IReadOnlyList<Guid> attachments
    )
    {
        var uploads = await _attachment.AddToAsync(builder, request.Actor, attachments, request.Aborted);
        return
        [
            .. attachments.Select(id => new JsonObject
            {
                ["type"] = "file_upload",
                ["id"] = id.ToString(),
                ["category"] = ContentTypes.Category(FileUploadJson.TextOf(uploads[id], "content_type")),
            }),
        ];
    }

    private async Task AnswerAsync(NotionRequest request, Guid id) =>
        await AnswerAsync(request, await ReadAsync(request, id));

    private async Task AnswerAsync(NotionRequest request, PlacedRecord comment)
    {
        var (names, authors) = await ReadNamesAsync(request, [comment]);
        var json = JsonAnswer.Begin(request.Http);
        CommentJson.Write(json, comment, names, authors, links.For(request));
        JsonAnswer.End(json);
    }

    private async Task<PlacedRecord> ReadAsync(NotionRequest request, Guid id)
    {
        var found = await store.ReadAsync(request.Actor, [Pointer(id)], request.Aborted);
        return found is [{ Record.Alive: true, Ancestors: [{ Alive: true }, _, ..] } comment]
            ? comment
            : throw BlockStoreException.NotFound($"comment with ID: {id}");
    }

    /// <summary>What mentions are called, and who wrote: at most two reads, whatever the number of comments.</summary>
    private async Task<(Names Names, IReadOnlyDictionary<Guid, Record> Authors)> ReadNamesAsync(
        NotionRequest request,
        IReadOnlyList<PlacedRecord> comments
    )
    {
        if (comments.Count == 0)
            return (Names.None, new Dictionary<Guid, Record>());
        var records = comments.Select(c => c.Record).ToList();
        var authors = await store.ReadAsync(
            request.Actor,
            [.. records.Select(r => new RecordPointer(RecordTable.NotionUser, r.CreatedBy)).Distinct()],
            request.Aborted
        );
        return (
            await _names.ReadAsync(request.Actor, records, request.Aborted),
            authors.OfType<PlacedRecord>().ToDictionary(a => a.Record.Pointer.Id, a => a.Record)
        );
    }

    private static JsonObject? Title(NotionStyle.Blocks.RichText text) =>
        text.IsEmpty ? null : new JsonObject { ["title"] = text.ToJson() };

    private static RecordPointer Pointer(Guid id) => new(RecordTable.Comment, id);
}
