using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>Databases: create, retrieve, update.</summary>
internal sealed class DatabaseEndpoints(
    IBlockStore store,
    IRecordQueries queries,
    NotionWriter writer,
    FileLinkFactory files,
    TimeProvider clock
) : INotionEndpoints
{
    private const string Path = "/v1/databases/{database_id}";

    private readonly DataSourceReader _reader = new(store, queries);
    private readonly SchemaLinker _linker = new(new DataSourceReader(store, queries));
    private readonly NameReader _names = new(store);
    private readonly UploadAttachment _uploads = new(store, clock);

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Post, "/v1/databases", CreateDoc, CreateAsync);
        api.Map(HttpMethods.Get, Path, RetrieveDoc, RetrieveAsync);
        api.Map(HttpMethods.Patch, Path, UpdateDoc, UpdateAsync);
    }

    private async Task CreateAsync(NotionRequest request)
    {
        var id = await request.WithBodyAsync(async body =>
        {
            body.Object("parent", "title", "description", "is_inline", "initial_data_source", "icon", "cover");
            var parent = await ReadParentAsync(request, body["parent"]);
            return await writer.CommitAsync(
                request.Actor,
                ct => PrepareCreateAsync(request, body, parent, ct),
                request.Aborted
            );
        });
        await AnswerAsync(request, id);
    }

    private async Task<(TransactionBuilder Builder, Guid Id)> PrepareCreateAsync(
        NotionRequest request,
        Input body,
        RecordPointer parent,
        CancellationToken ct
    )
    {
        var builder = new TransactionBuilder(request.Actor.SpaceId);
        var database = RecordPointer.Block(Guid.NewGuid());
        builder.Create(database, BlockTypes.ChildDatabase, parent).ListAfter(parent, ["content"], database.Id);
        CommonInput.SetText(builder, database, body, "title");
        CommonInput.SetText(builder, database, body, "description");
        CommonInput.SetFlag(builder, database, body, "is_inline");
        var uploads = CommonInput.SetFiles(builder, database, body, "icon", "cover");

        var initial = body["initial_data_source"];
        var properties = default(Input);
        var source = RecordPointer.Collection(Guid.NewGuid());
        builder.Create(source, DataSource.RecordType, database);
        if (initial.IsGiven)
        {
            initial.Object("properties", "title", "description", "icon");
            properties = initial["properties"];
            CommonInput.SetText(builder, source, initial, "description");
            uploads = [.. uploads, .. CommonInput.SetFiles(builder, source, initial, "icon")];
        }

        await _uploads.AddToAsync(builder, request.Actor, uploads, ct);
        // The first data source is called as the database is, unless it is given a name of its own.
        var titled = initial.IsGiven && initial["title"].IsGiven ? initial : body;
        CommonInput.SetText(builder, source, titled, "title");
        var title = titled["title"].IsGiven
            ? RichTextOutput.Plain(RichTextInput.Read(titled["title"]), Names.None)
            : "";
        await SchemaWriter.CreateAsync(
            _linker,
            builder,
            request.Actor,
            new SchemaDraft(source.Id, title, null),
            properties,
            ct
        );
        return (builder, database.Id);
    }

    private async Task RetrieveAsync(NotionRequest request) =>
        await AnswerAsync(request, request.PathId("database_id"));

    private async Task UpdateAsync(NotionRequest request)
    {
        var id = request.PathId("database_id");
        await request.WithBodyAsync(async body =>
        {
            body.Object(
                "parent",
                "title",
                "description",
                "is_inline",
                "icon",
                "cover",
                "in_trash",
                "archived",
                "is_locked"
            );
            await writer.CommitAsync(request.Actor, ct => PrepareUpdateAsync(request, id, body, ct), request.Aborted);
        });
        await AnswerAsync(request, id);
    }

    private async Task<(TransactionBuilder Builder, Guid Id)> PrepareUpdateAsync(
        NotionRequest request,
        Guid id,
        Input body,
        CancellationToken ct
    )
    {
        var placed = await _reader.ReadDatabaseAsync(request.Actor, id, ct);
        var inTrash = CommonInput.ReadTrash(body);
        CommonInput.RefuseTrashed(placed, body, inTrash);
        var pointer = placed.Record.Pointer;
        var builder = new TransactionBuilder(request.Actor.SpaceId);
        CommonInput.SetText(builder, pointer, body, "title");
        CommonInput.SetText(builder, pointer, body, "description");
        CommonInput.SetFlag(builder, pointer, body, "is_inline");
        CommonInput.SetFlag(builder, pointer, body, "is_locked");
        var uploads = CommonInput.SetFiles(builder, pointer, body, "icon", "cover");
        await _uploads.AddToAsync(builder, request.Actor, uploads, ct);
        var parent = body["parent"].IsGiven
            ? await ReadParentAsync(request, body["parent"])
            : placed.Record.Parent!.Value;
        Place(builder, placed.Record, parent, !(inTrash ?? !placed.Record.Alive));
        return (builder, id);
    }

    /// <summary>Brings the database to where it is wanted: into the trash or out of it, below another parent.</summary>
    private static void Place(
        TransactionBuilder builder,
        NotionStyle.Blocks.Records.Record record,
        RecordPointer parent,
        bool alive
    )
    {
        var earlier = record.Parent!.Value;
        var isMoved = parent != earlier;
        if (!isMoved && alive == record.Alive)
            return;
        var pointer = record.Pointer;
        // Where it stood is what these operations rest on.
        builder.Expect(pointer, record.Version);
        if (alive != record.Alive)
            builder.Set(pointer, ["alive"], alive);
        if (isMoved)
            builder.Update(
                pointer,
                [],
                new JsonObject { ["parent_id"] = parent.Id.ToString(), ["parent_table"] = parent.Table.Name() }
            );
        // Lists that have a content; the rows of a data source stand in none.
        if (record.Alive && earlier.Table.ListsChildren())
            builder.ListRemove(earlier, ["content"], pointer.Id);
        if (alive && parent.Table.ListsChildren())
            builder.ListAfter(parent, ["content"], pointer.Id);
    }

    private async Task<RecordPointer> ReadParentAsync(NotionRequest request, Input parent)
    {
        if (!parent.IsGiven)
            throw parent.Refuse("defined");
        parent.Object("type", "page_id", "workspace");
        var (pageId, workspace) = (parent["page_id"], parent["workspace"]);
        if (parent["type"] is { HasValue: true } type && !parent[type.Choice("page_id", "workspace")].IsGiven)
            throw parent[type.Choice("page_id", "workspace")].Refuse("defined, because type names it");
        if (pageId.IsGiven == workspace.IsGiven)
            throw parent.Refuse("an object with either page_id or workspace");
        if (workspace.IsGiven)
            return workspace.Bool() ? RecordPointer.Space(request.Actor.SpaceId) : throw workspace.Refuse("`true`");
        var pointer = RecordPointer.Block(pageId.Id());
        var placed = await store.ReadAsync(request.Actor, [pointer], request.Aborted);
        if (placed[0] is not { } page)
            throw BlockStoreException.NotFound($"page with ID: {pointer.Id}");
        return page.Record.Type == BlockTypes.Page
            ? pointer
            : throw pageId.Refuse($"the id of a page (this is a block of type {page.Record.Type})");
    }

    private async Task AnswerAsync(NotionRequest request, Guid id)
    {
        var database = await _reader.ReadDatabaseAsync(request.Actor, id, request.Aborted);
        var sources = await _reader.ListAsync(request.Actor, id, request.Aborted);
        var names = await _names.ReadAsync(
            request.Actor,
            sources.Select(s => s.Record).Prepend(database.Record),
            request.Aborted
        );
        var json = JsonAnswer.Begin(request.Http);
        DataSourceOutput.WriteDatabase(json, database, sources, names, files.For(request), request.BaseUrl);
        JsonAnswer.End(json);
    }

    private static EndpointDoc CreateDoc { get; } =
        new(
            "createDatabase",
            DataSourceDoc.Tag,
            "Create a database",
            "Makes a database with its first data source, in a page or at the top of the workspace. Both are made, or none is."
        )
        {
            Body = Schema.Of(
                "A new database.",
                [
                    new("parent", DataSourceDoc.Any("`page_id`, or `workspace` true.")),
                    .. DataSourceDoc.Looks,
                    new("cover", DataSourceDoc.Any("A file; null for none.").OrNull(), IsRequired: false),
                    new("is_inline", Schema.Bool("Whether it is shown inside its page."), IsRequired: false),
                    new(
                        "initial_data_source",
                        Schema.Of(
                            "The first data source.",
                            [
                                new(
                                    "properties",
                                    DataSourceDoc.Any(DataSourceDoc.PropertiesSummary),
                                    IsRequired: false
                                ),
                                .. DataSourceDoc.Looks,
                            ]
                        ),
                        IsRequired: false
                    ),
                ]
            ),
            BodyExample = """
                {
                  "parent": {"type": "page_id", "page_id": "7f1e2d3c-4b5a-4968-8776-a5b4c3d2e1f0"},
                  "title": [{"text": {"content": "Tasks"}}],
                  "initial_data_source": {"properties": {"Name": {"title": {}}, "Done": {"checkbox": {}}}}
                }
                """,
            Answer = DataSourceDoc.Database,
            AnswerExample = DataSourceDoc.DatabaseExample,
            Refusals = [403, 404, 409],
        };

    private static EndpointDoc RetrieveDoc { get; } =
        new(
            "retrieveDatabase",
            DataSourceDoc.Tag,
            "Retrieve a database",
            "The database with the names of its data sources; their schemas are read by `GET /v1/data_sources/{data_source_id}`."
        )
        {
            Answer = DataSourceDoc.Database,
            AnswerExample = DataSourceDoc.DatabaseExample,
            Refusals = [404],
        };

    private static EndpointDoc UpdateDoc { get; } =
        new(
            "updateDatabase",
            DataSourceDoc.Tag,
            "Update a database",
            "Changes what is given. `in_trash` moves the database with everything in it to the trash, or back; `parent` moves it to another page."
        )
        {
            Body = Schema.Of(
                "What is to change.",
                [
                    .. DataSourceDoc.Looks,
                    new("cover", DataSourceDoc.Any("A file; null takes it away.").OrNull(), IsRequired: false),
                    new("is_inline", Schema.Bool("Whether it is shown inside its page."), IsRequired: false),
                    new("is_locked", Schema.Bool("Whether people have locked it."), IsRequired: false),
                    .. DataSourceDoc.TrashChange,
                    new("parent", DataSourceDoc.Any("`page_id`, or `workspace` true."), IsRequired: false),
                ]
            ),
            BodyExample = """{"title": [{"text": {"content": "All tasks"}}]}""",
            Answer = DataSourceDoc.Database,
            AnswerExample = DataSourceDoc.DatabaseExample,
            Refusals = [403, 404, 409],
        };
}
