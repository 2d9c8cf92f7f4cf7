using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary><c>PATCH /v1/pages/{page_id}</c>: changes properties, icon, cover and lock, trashes and restores, empties.</summary>
internal sealed class PageUpdate(
    IBlockStore store,
    IWorkspaces workspaces,
    NotionWriter writer,
    PageReader pages,
    DataSourceReader sources,
    UploadAttachment uploads
)
{
    /// <summary>Blocks that one request trashes with erase_content; the operations beside them fit into the same transaction.</summary>
    private const int ErasedMaximum = StoreLimits.OperationsMaximum - 800;

    public Task UpdateAsync(Actor actor, Guid id, Input body, CancellationToken ct)
    {
        body.Object(
            "properties",
            "icon",
            "cover",
            "is_locked",
            "in_trash",
            "archived",
            "is_archived",
            "erase_content",
            "template"
        );
        if (body["template"].HasValue)
            throw body["template"].Refuse("not present: there are no templates here");
        if (body["is_archived"].HasValue && body["is_archived"].Bool())
            throw body["is_archived"]
                .Refuse("false or not present: there is no archive beside the trash; send in_trash");
        var inTrash = ReadTrash(body);
        bool? isLocked = body["is_locked"].HasValue ? body["is_locked"].Bool() : null;
        var erases = body["erase_content"].HasValue && body["erase_content"].Bool();
        var format = new JsonObject();
        var files = new List<Guid>();
        PageCreation.ReadFormat(body["icon"], "icon", FileObjects.ReadIcon, format, files);
        PageCreation.ReadFormat(body["cover"], "cover", FileObjects.ReadFile, format, files);
        return writer.CommitAsync(actor, PrepareAsync, ct);

        async Task<(TransactionBuilder, bool)> PrepareAsync(CancellationToken token)
        {
            var page = await pages.ReadAsync(actor, id, token);
            CheckTrash(page, inTrash);
            var pointer = page.Record.Pointer;
            var builder = new TransactionBuilder(actor.SpaceId);
            var changes = new PropertyChanges(pointer, page.Record.Version, await SourceAsync(actor, page, token));
            changes.Read(body["properties"], page.Record);
            await changes.CheckAsync(store, workspaces, actor, token);
            await uploads.AddToAsync(builder, actor, changes.Uploads.Concat(files), token);
            changes.SetOn(builder);
            changes.AddOthers(builder);
            foreach (var name in new[] { "icon", "cover" })
            {
                if (body[name].IsGiven)
                    builder.Set(pointer, ["format", name], format[name]);
            }

            if (isLocked is { } locked)
                builder.Set(pointer, ["format", "is_locked"], locked ? true : null);
            if (erases)
                Erase(builder, page);
            if (inTrash is { } trashed && page.Record.Alive == trashed)
                AddLife(builder, page, !trashed);
            return (builder, true);
        }
    }

    /// <summary><c>in_trash</c>, or its older name; null when neither is given.</summary>
    private static bool? ReadTrash(Input body)
    {
        var (inTrash, archived) = (body["in_trash"], body["archived"]);
        bool? first = inTrash.HasValue ? inTrash.Bool() : null;
        bool? second = archived.HasValue ? archived.Bool() : null;
        if (first is not null && second is not null && first != second)
            throw archived.Refuse($"the same as in_trash, whose older name it is");
        return first ?? second;
    }

    private static void CheckTrash(PlacedRecord page, bool? inTrash)
    {
        if (!page.IsTrashed)
            return;
        var id = page.Record.Pointer.Id;
        if (inTrash != false)
            throw PageRefusals.Trashed(id);
        if (page.Ancestors.Any(a => !a.Alive))
            throw PageRefusals.TrashedAbove(id);
    }

    /// <summary>Trashes the page or restores it, to the end of its parent's content when it stands in one; holds only for where the page was read to be.</summary>
    private static void AddLife(TransactionBuilder builder, PlacedRecord page, bool alive)
    {
        var (pointer, parent) = (page.Record.Pointer, page.Record.Parent!.Value);
        builder.Expect(pointer, page.Record.Version);
        builder.Set(pointer, ["alive"], alive);
        if (!parent.Table.ListsChildren())
            return;
        if (alive)
            builder.ListAfter(parent, ["content"], pointer.Id);
        else
            builder.ListRemove(parent, ["content"], pointer.Id);
    }

    private static void Erase(TransactionBuilder builder, PlacedRecord page)
    {
        var children = page.Record.Content;
        if (children.Count == 0)
            return;
        if (children.Count > ErasedMaximum)
            throw BlockStoreException.Invalid(
                $"Page {page.Record.Pointer.Id} has {children.Count} blocks; erase_content takes at most {ErasedMaximum} at once. Delete some of them with DELETE /v1/blocks/{{block_id}} first."
            );
        builder.Expect(page.Record.Pointer, page.Record.Version);
        builder.Set(page.Record.Pointer, ["content"], new JsonArray());
        foreach (var child in children)
            builder.Set(RecordPointer.Block(child), ["alive"], false);
    }

    private async Task<DataSource?> SourceAsync(Actor actor, PlacedRecord page, CancellationToken ct) =>
        PageAnswers.SourceOf(page) is { } id ? (await sources.ReadAsync(actor, [id], ct)).GetValueOrDefault(id) : null;
}
