using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.WebUtilities;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.FileUploads;

/// <summary>File uploads of a single part.</summary>
internal sealed class FileUploadEndpoints(
    IBlockStore store,
    IRecordQueries queries,
    NotionWriter writer,
    FileStore files,
    TimeProvider time
) : INotionEndpoints
{
    private static readonly Field<string?> Status = Fields
        .Choice<string?>(
            "status",
            "Only those with this status.",
            (FileUploadJson.Pending, FileUploadJson.Pending),
            (FileUploadJson.Uploaded, FileUploadJson.Uploaded),
            (FileUploadJson.Expired, FileUploadJson.Expired),
            (FileUploadJson.Failed, FileUploadJson.Failed)
        )
        .Or(null);

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Post, "/v1/file_uploads", FileUploadDocs.Create, CreateAsync);
        api.Map(HttpMethods.Get, "/v1/file_uploads", FileUploadDocs.List(Paging.Query(Status)), ListAsync);
        api.Map(HttpMethods.Get, "/v1/file_uploads/{file_upload_id}", FileUploadDocs.Retrieve, RetrieveAsync);
        api.Map(HttpMethods.Post, "/v1/file_uploads/{file_upload_id}/send", FileUploadDocs.Send, SendAsync);
        api.Map(HttpMethods.Post, "/v1/file_uploads/{file_upload_id}/complete", FileUploadDocs.Complete, CompleteAsync);
    }

    private async Task CreateAsync(NotionRequest request)
    {
        files.Require();
        var id = Guid.NewGuid();
        var builder = await request.WithBodyAsync(body =>
            Task.FromResult(
                new TransactionBuilder(request.Actor.SpaceId).Create(
                    Pointer(id),
                    "file_upload",
                    RecordPointer.Space(request.Actor.SpaceId),
                    format: ReadCreate(body)
                )
            )
        );
        await writer.CommitAsync(request.Actor, builder, request.Aborted);
        await AnswerAsync(request, id);
    }

    private async Task ListAsync(NotionRequest request)
    {
        var status = request.Http.Request.Query.Get(Status);
        // That an upload has ended is not stored: what is asked for is looked up by what is, and those that have ended are told apart here.
        var part = await queries.ListUploadsAsync(
            request.Actor,
            status == FileUploadJson.Expired ? null : status,
            Paging.Of(request.Http.Request),
            request.Aborted
        );
        var isBot = await IsBotAsync(request);
        var now = time.GetUtcNow();
        var json = JsonAnswer.Begin(request.Http);
        Paging.BeginList(json);
        foreach (var upload in part.Records.Select(r => r.Record))
        {
            if (status is null || FileUploadJson.StatusOf(upload, now) == status)
                FileUploadJson.Write(json, upload, isBot, request.BaseUrl, now);
        }

        Paging.EndList(json, "file_upload", part.NextCursor);
        JsonAnswer.End(json);
    }

    private Task RetrieveAsync(NotionRequest request) => AnswerAsync(request, request.PathId("file_upload_id"));

    private async Task SendAsync(NotionRequest request)
    {
        files.Require();
        var id = request.PathId("file_upload_id");
        // Before a byte of the file is read, and again under the lock: whoever was let in before may have been faster.
        await ReadPendingAsync(request, id);
        using var entered = files.Enter(id);
        var upload = await ReadPendingAsync(request, id);
        request.Http.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(request.Http.RequestAborted);
        giveUp.CancelAfter(FileUploadLimits.SendMaximum);
        try
        {
            var (what, length) = await FileForm.ReadFileAsync(
                request.Http,
                async part =>
                {
                    var kept = Describe(upload, part);
                    return (kept, await files.ReceiveAsync(id, part.FileStream!, giveUp.Token));
                },
                giveUp.Token
            );
            if (length == 0)
                throw BlockStoreException.Invalid("body failed validation: the file should have at least one byte.");
            files.Keep(request.Actor.SpaceId, id, what);
            var builder = new TransactionBuilder(request.Actor.SpaceId)
                .Expect(Pointer(id), upload.Version)
                .Update(
                    Pointer(id),
                    ["format"],
                    new JsonObject
                    {
                        ["status"] = FileUploadJson.Uploaded,
                        ["filename"] = what.Name,
                        ["content_type"] = what.ContentType,
                        ["content_length"] = length,
                    }
                );
            await writer.CommitAsync(request.Actor, builder, giveUp.Token);
        }
        finally
        {
            files.Discard(id);
        }

        await AnswerAsync(request, id);
    }

    private async Task CompleteAsync(NotionRequest request)
    {
        var id = request.PathId("file_upload_id");
        await ReadAsync(request.Actor, id, request.Aborted);
        throw BlockStoreException.Invalid(
            $"File upload {id} has the mode single_part, which is complete with its file; only an upload of several parts is completed, and there are none here."
        );
    }

    /// <summary>What is stored of a new upload.</summary>
    private JsonObject ReadCreate(Input body)
    {
        body.Object("mode", "filename", "content_type", "number_of_parts", "external_url");
        var mode = body["mode"];
        if (
            mode.HasValue
            && mode.Choice("single_part", "multi_part", "external_url") is var chosen and not "single_part"
        )
            throw mode.Refuse(
                chosen == "multi_part"
                    ? $"`\"single_part\"` (files are sent in one part of up to {FileUploadLimits.FileBytesMaximum} bytes here)"
                    : "`\"single_part\"` (nothing is fetched from elsewhere here: send the file, or attach its address as an external file)"
            );
        foreach (var name in (ReadOnlySpan<string>)["number_of_parts", "external_url"])
        {
            if (body[name].HasValue)
                throw body[name].Refuse("not present when the mode is `\"single_part\"`");
        }

        var format = new JsonObject
        {
            ["status"] = FileUploadJson.Pending,
            ["expiry_time"] = ObjectJson.Time(time.GetUtcNow() + FileUploadLimits.Lifetime),
        };
        var filename = body["filename"];
        if (filename.HasValue)
        {
            var text = filename.Text(FileUploadLimits.NameBytesMaximum);
            if (FileUploadLimits.NameProblem(text) is { } problem)
                throw filename.Refuse(problem);
            format["filename"] = text;
        }

        var type = body["content_type"];
        if (type.HasValue)
        {
            var text = type.Text(FileUploadLimits.ContentTypeLengthMaximum, 1);
            if (!ContentTypes.IsValid(text))
                throw type.Refuse("a media type, such as `\"application/pdf\"`");
            format["content_type"] = text;
        }

        return format;
    }

    /// <summary>What the file is called: as the upload declared it, else as the part of the form does.</summary>
    private static KeptFile Describe(Record upload, FileMultipartSection part)
    {
        var name = FileUploadJson.TextOf(upload, "filename");
        if (name is null || FileUploadLimits.NameProblem(name) is not null)
        {
            name = part.FileName is { Length: > 0 } given ? given : "file";
            if (FileUploadLimits.NameProblem(name) is { } problem)
                throw BlockStoreException.Invalid(
                    $"body failed validation: the file's name should be {problem}, instead was {Quote.Short(name)}."
                );
        }

        var declared =
            FileUploadJson.TextOf(upload, "content_type") is { } stored && ContentTypes.IsValid(stored) ? stored : null;
        var sent =
            part.Section.ContentType is { } type && !ContentTypes.AreAlike(type, ContentTypes.Unknown) ? type : null;
        if (sent is not null && !ContentTypes.IsValid(sent))
            throw BlockStoreException.Invalid(
                $"body failed validation: the Content-Type of the file should be a media type, instead was {Quote.Short(sent)}."
            );
        if (declared is not null && sent is not null && !ContentTypes.AreAlike(declared, sent))
            throw BlockStoreException.Invalid(
                $"body failed validation: the Content-Type of the file should be {Quote.Short(declared)}, as the file upload says, instead was {Quote.Short(sent)}."
            );
        return new KeptFile(name, declared ?? sent ?? ContentTypes.Of(name) ?? ContentTypes.Unknown);
    }

    private async Task<Record> ReadPendingAsync(NotionRequest request, Guid id)
    {
        var upload = await ReadAsync(request.Actor, id, request.Aborted);
        return FileUploadJson.StatusOf(upload, time.GetUtcNow()) switch
        {
            FileUploadJson.Pending => upload,
            var status => throw BlockStoreException.Invalid(
                $"File upload {id} has the status `{status}`; a file is sent to one that is `pending`. Make a new one: POST /v1/file_uploads."
            ),
        };
    }

    private async Task<Record> ReadAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await store.ReadAsync(actor, [Pointer(id)], ct);
        return found is [{ Record: { Alive: true } upload }] && upload.CreatedBy == actor.UserId
            ? upload
            : throw BlockStoreException.NotFound($"file upload with ID: {id}");
    }

    private async Task AnswerAsync(NotionRequest request, Guid id)
    {
        var upload = await ReadAsync(request.Actor, id, request.Http.RequestAborted);
        var isBot = await IsBotAsync(request);
        var json = JsonAnswer.Begin(request.Http);
        FileUploadJson.Write(json, upload, isBot, request.BaseUrl, time.GetUtcNow());
        JsonAnswer.End(json);
    }

    /// <summary>Whether the caller is a program; all uploads that a caller sees are its own.</summary>
    private async Task<bool> IsBotAsync(NotionRequest request)
    {
        var member = await store.ReadAsync(
            request.Actor,
            [new RecordPointer(RecordTable.NotionUser, request.Actor.UserId)],
            request.Http.RequestAborted
        );
        return member is [{ Record.Type: "bot" }];
    }

    private static RecordPointer Pointer(Guid id) => new(RecordTable.FileUpload, id);
}
