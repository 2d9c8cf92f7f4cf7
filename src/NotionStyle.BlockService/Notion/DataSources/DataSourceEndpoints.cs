using System.Text.Json.Nodes;
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

/// <summary>Data sources: create, retrieve, update the schema.</summary>
internal sealed class DataSourceEndpoints(
    IBlockStore store,
    IRecordQueries queries,
    NotionWriter writer,
    FileLinkFactory files,
    TimeProvider clock
) : INotionEndpoints
{
    private const string Path = "/v1/data_sources/{data_source_id}";

    /// <summary>Data sources of one database.</summary>
    private const int DataSourcesMaximum = 100;

    private readonly DataSourceReader _reader = new(store, queries);
    private readonly SchemaLinker _linker = new(new DataSourceReader(store, queries));
    private readonly NameReader _names = new(store);
    private readonly UploadAttachment _uploads = new(store, clock);

    public void Map(NotionApi api)
    {
        api.Map(HttpMethods.Post, "/v1/data_sources", CreateDoc, CreateAsync);
        api.Map(HttpMethods.Get, Path, RetrieveDoc, r => AnswerAsync(r, r.PathId("data_source_id")));
        api.Map(HttpMethods.Patch, Path, UpdateDoc, UpdateAsync);
        api.Map(HttpMethods.Get, Path + "/templates", TemplatesDoc, ListTemplatesAsync);
    }

    private async Task CreateAsync(NotionRequest request)
    {
        var id = await request.WithBodyAsync(async body =>
        {
            body.Object("parent", "properties", "title", "description", "icon");
            if (!body["properties"].IsGiven)
                throw body["properties"].Refuse("defined");
            var database = await ReadParentAsync(request, body["parent"]);
            var sources = await _reader.ListAsync(request.Actor, database.Id, request.Aborted);
            if (sources.Count >= DataSourcesMaximum)
                throw BlockStoreException.Invalid(
                    $"database {database.Id} has {sources.Count} data sources; at most {DataSourcesMaximum} are allowed."
                );
            return await writer.CommitAsync(
                request.Actor,
                ct => PrepareCreateAsync(request, body, database, ct),
                request.Aborted
            );
        });
        await AnswerAsync(request, id);
    }

    private async Task<(TransactionBuilder Builder, Guid Id)> PrepareCreateAsync(
        NotionRequest request,
        Input body,
        RecordPointer database,
        CancellationToken ct
    )
    {
        var builder = new TransactionBuilder(request.Actor.SpaceId);
        var source = RecordPointer.Collection(Guid.NewGuid());
        builder.Create(source, DataSource.RecordType, database);
        CommonInput.SetText(builder, source, body, "title");
        CommonInput.SetText(builder, source, body, "description");
        var uploads = CommonInput.SetFiles(builder, source, body, "icon");
        await _uploads.AddToAsync(builder, request.Actor, uploads, ct);
        var title = body["title"].IsGiven ? RichTextOutput.Plain(RichTextInput.Read(body["title"]), Names.None) : "";
        var draft = new SchemaDraft(source.Id, title, null);
        await SchemaWriter.CreateAsync(_linker, builder, request.Actor, draft, body["properties"], ct);
        return (builder, source.Id);
    }

    private async Task UpdateAsync(NotionRequest request)
    {
        var id = request.PathId("data_source_id");
        await request.WithBodyAsync(async body =>
        {
            body.Object("title", "description", "icon", "properties", "in_trash", "archived", "parent");
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
        var source = await _reader.ReadAsync(request.Actor, id, ct);
        var record = source.Record;
        var inTrash = CommonInput.ReadTrash(body);
        CommonInput.RefuseTrashed(source.Placed, body, inTrash);
        var builder = new TransactionBuilder(request.Actor.SpaceId);
        if (body["parent"].IsGiven)
        {
            var database = await ReadParentAsync(request, body["parent"]);
            if (database != record.Parent)
                builder.Update(
                    record.Pointer,
                    [],
                    new JsonObject { ["parent_id"] = database.Id.ToString(), ["parent_table"] = database.Table.Name() }
                );
        }

        if (inTrash is { } trashed && trashed == record.Alive)
            builder.Set(record.Pointer, ["alive"], !trashed);
        CommonInput.SetText(builder, record.Pointer, body, "title");
        CommonInput.SetText(builder, record.Pointer, body, "description");
        var uploads = CommonInput.SetFiles(builder, record.Pointer, body, "icon");
        await _uploads.AddToAsync(builder, request.Actor, uploads, ct);
        if (body["properties"].IsGiven)
            await SchemaWriter.UpdateAsync(_linker, builder, request.Actor, source, body["properties"], ct);
        return (builder, id);
    }

    private async Task ListTemplatesAsync(NotionRequest request)
    {
        _ = Paging.Of(request.Http.Request);
        await _reader.ReadAsync(request.Actor, request.PathId("data_source_id"), request.Aborted);
        var json = JsonAnswer.Begin(request.Http);
        json.WriteStartObject();
        json.WriteStartArray("templates");
        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteNull("next_cursor");
        json.WriteEndObject();
        JsonAnswer.End(json);
    }

    private async Task<RecordPointer> ReadParentAsync(NotionRequest request, Input parent)
    {
        if (!parent.IsGiven)
            throw parent.Refuse("defined");
        parent.Object("type", "database_id");
        if (parent["type"] is { HasValue: true } type)
            type.Choice("database_id");
        if (!parent["database_id"].IsGiven)
            throw parent["database_id"].Refuse("defined");
        var database = await _reader.ReadDatabaseAsync(request.Actor, parent["database_id"].Id(), request.Aborted);
        return database.Record.Pointer;
    }

    private async Task AnswerAsync(NotionRequest request, Guid id)
    {
        var source = await _reader.ReadAsync(request.Actor, id, request.Aborted);
        var related = await RelatedRecords.ReadAsync(store, request.Actor, [source], request.Aborted);
        var names = await _names.ReadAsync(request.Actor, [source.Record], request.Aborted);
        var json = JsonAnswer.Begin(request.Http);
        DataSourceOutput.Write(json, source, related, names, files.For(request), request.BaseUrl);
        JsonAnswer.End(json);
    }

    private static Schema ParentSchema { get; } =
        Schema.Of(
            "The database.",
            new Property("type", Schema.Choice("What it is.", "database_id"), IsRequired: false),
            new Property("database_id", Schema.Id("The database."))
        );

    private static EndpointDoc CreateDoc { get; } =
        new(
            "createDataSource",
            DataSourceDoc.Tag,
            "Create a data source",
            $"Adds a data source to a database. A data source has exactly one title property; without one in `properties` it is made. At most {SchemaLimits.PropertiesMaximum} properties."
        )
        {
            Body = Schema.Of(
                "A new data source.",
                [
                    new("parent", ParentSchema),
                    new("properties", DataSourceDoc.Any(DataSourceDoc.PropertiesSummary)),
                    .. DataSourceDoc.Looks,
                ]
            ),
            BodyExample = """
                {
                  "parent": {"type": "database_id", "database_id": "248104cd-477e-40fd-b757-e945d38000bd"},
                  "title": [{"text": {"content": "Tasks"}}],
                  "properties": {"Name": {"title": {}}, "State": {"select": {"options": [{"name": "Open", "color": "blue"}]}}}
                }
                """,
            Answer = DataSourceDoc.DataSource,
            AnswerExample = DataSourceDoc.DataSourceExample,
            Refusals = [403, 404, 409],
        };

    private static EndpointDoc RetrieveDoc { get; } =
        new(
            "retrieveDataSource",
            DataSourceDoc.Tag,
            "Retrieve a data source",
            "The data source with its schema. Relations that lead to what this token may not read are left out, as Notion does."
        )
        {
            Answer = DataSourceDoc.DataSource,
            AnswerExample = DataSourceDoc.DataSourceExample,
            Refusals = [404],
        };

    private static EndpointDoc UpdateDoc { get; } =
        new(
            "updateDataSource",
            DataSourceDoc.Tag,
            "Update a data source",
            """
            Changes what is given. In `properties` a key is the id or the name of a property: `null` removes it, `{"name": …}` renames it, a configuration changes it, and a key that
            is no property's makes a new one. The title is neither removed nor made another type. Options of a select, multi_select or status that the list leaves out are removed; those that it
            keeps keep their name and colour. When a property changes its type, the values of its rows stay stored and read as none until they fit again. A relation of two sides changes both data
            sources at once; when one side goes, the other stays as a relation of one side.
            """
        )
        {
            Body = Schema.Of(
                "What is to change.",
                [
                    .. DataSourceDoc.Looks,
                    new("properties", DataSourceDoc.Any("Id or name to change."), IsRequired: false),
                    .. DataSourceDoc.TrashChange,
                    new("parent", ParentSchema, IsRequired: false),
                ]
            ),
            BodyExample = """{"properties": {"State": {"name": "Status"}, "Due": {"date": {}}, "Old": null}}""",
            Answer = DataSourceDoc.DataSource,
            AnswerExample = DataSourceDoc.DataSourceExample,
            Refusals = [403, 404, 409],
        };

    private static EndpointDoc TemplatesDoc { get; } =
        new(
            "listDataSourceTemplates",
            DataSourceDoc.Tag,
            "List the templates of a data source",
            "There are no templates here; the list is always empty."
        )
        {
            Query = Paging.Query(Fields.Cursor("name", "Only templates whose name contains this.")),
            Answer = Schema.Of(
                "No templates.",
                new Property("templates", Schema.List("The templates.", DataSourceDoc.Any("A template."))),
                new Property("has_more", Schema.Bool("Always false.")),
                new Property("next_cursor", Schema.Text("Always null.").OrNull())
            ),
            AnswerExample = """{"templates": [], "has_more": false, "next_cursor": null}""",
            Refusals = [404],
        };
}
