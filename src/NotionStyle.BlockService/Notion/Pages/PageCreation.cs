using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Blocks;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary><c>POST /v1/pages</c>: makes a page with its properties and its first blocks, all by one transaction.</summary>
internal sealed class PageCreation(
    IBlockStore store,
    IWorkspaces workspaces,
    NotionWriter writer,
    PagePlaceReader places,
    BlockTreeWriter blocks,
    UploadAttachment uploads
)
{
    /// <summary>Makes the page; its id is given back.</summary>
    public Task<Guid> CreateAsync(Actor actor, Input body, CancellationToken ct)
    {
        body.Object(
            "parent",
            "properties",
            "icon",
            "cover",
            "children",
            "content",
            "markdown",
            "template",
            "position",
            "allow_async"
        );
        var parent = ParentInput.OfNew(body["parent"]);
        var position = ReadPosition(body["position"], parent);
        var content = PageContent.Read(body);
        RefuseTemplate(body["template"]);
        if (body["allow_async"].HasValue)
            body["allow_async"].Bool();
        var format = new JsonObject();
        var files = new List<Guid>();
        ReadFormat(body["icon"], "icon", FileObjects.ReadIcon, format, files);
        ReadFormat(body["cover"], "cover", FileObjects.ReadFile, format, files);
        var id = Guid.NewGuid();
        return writer.CommitAsync(actor, PrepareAsync, ct);

        async Task<(TransactionBuilder, Guid)> PrepareAsync(CancellationToken token)
        {
            var place = await places.ReadAsync(actor, parent, token);
            CheckAnchor(position, place);
            var builder = new TransactionBuilder(actor.SpaceId);
            var changes = new PropertyChanges(RecordPointer.Block(id), null, place.Source);
            changes.Read(body["properties"], null);
            if (!changes.HasTitle && content.Title is { IsEmpty: false } title)
                changes.SetTitle(title);
            changes.TakeNumber();
            await changes.CheckAsync(store, workspaces, actor, token);
            await uploads.AddToAsync(builder, actor, changes.Uploads.Concat(files), token);
            await content.PrepareAsync(blocks, builder, actor, token);
            builder.Create(
                RecordPointer.Block(id),
                BlockTypes.Page,
                place.Parent,
                changes.ToObject(),
                (JsonObject)format.DeepClone(),
                content.Top
            );
            content.AddTo(builder, RecordPointer.Block(id));
            changes.AddOthers(builder);
            if (place.Parent.Table.ListsChildren())
                position.AddTo(builder, place.Parent, [id]);
            return (builder, id);
        }
    }

    /// <summary>Reads an icon or a cover; null takes away what is there.</summary>
    public static void ReadFormat(
        Input input,
        string name,
        Func<Input, JsonObject?> read,
        JsonObject format,
        List<Guid> files
    )
    {
        if (!input.IsGiven)
            return;
        var stored = read(input);
        if (FileObjects.UploadOf(stored) is { } upload)
            files.Add(upload);
        if (stored is not null)
            format[name] = stored;
    }

    /// <summary>The words are others than those for blocks: <c>page_start</c>, <c>page_end</c>.</summary>
    private static BlockPosition ReadPosition(Input position, ParentInput parent)
    {
        if (!position.HasValue)
            return BlockPosition.End;
        if (parent.Kind != ParentKind.Page)
            throw position.Refuse("not present: only a page whose parent is a page has a position");
        switch (position["type"].Choice("after_block", "page_start", "page_end"))
        {
            case "after_block":
                var block = position.Object("type", "after_block")["after_block"];
                var id = block.Object("id")["id"];
                return new BlockPosition(false, id.Id(), id.Place);
            case var word:
                position.Object("type");
                return new BlockPosition(word == "page_start");
        }
    }

    private static void CheckAnchor(BlockPosition position, PagePlace place)
    {
        if (position.After is { } anchor && place.Page?.Record.Content.Contains(anchor) != true)
            throw BlockStoreException.Invalid(
                $"body failed validation: {position.Place} should be the id of a block directly on page {place.Parent.Id}, instead was {anchor}."
            );
    }

    private static void RefuseTemplate(Input template)
    {
        if (template.HasValue && template.Object("type", "template_id", "timezone")["type"].Text(100) != "none")
            throw template.Refuse("`{\"type\": \"none\"}` or not present: there are no templates here");
    }
}
