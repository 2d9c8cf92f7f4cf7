using System.Text.Json.Nodes;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>
/// <c>POST /v1/pages/{page_id}/move</c>: puts a page under another page, or into a data source. The values of its properties stay stored under their ids, so a row that comes
/// back has them again.
/// </summary>
internal sealed class PageMove(NotionWriter writer, PageReader pages, PagePlaceReader places)
{
    private static readonly string[] Content = ["content"];

    public Task MoveAsync(Actor actor, Guid id, Input body, CancellationToken ct)
    {
        var parent = ParentInput.OfMove(body.Object("parent")["parent"]);
        return writer.CommitAsync(actor, PrepareAsync, ct);

        async Task<(TransactionBuilder, bool)> PrepareAsync(CancellationToken token)
        {
            var page = await pages.ReadAsync(actor, id, token);
            if (page.IsTrashed)
                throw PageRefusals.Trashed(id);
            var place = await places.ReadAsync(actor, parent, token);
            var builder = new TransactionBuilder(actor.SpaceId);
            var (pointer, from) = (page.Record.Pointer, page.Record.Parent!.Value);
            if (place.Parent == from)
                return (builder, true);
            builder.Expect(pointer, page.Record.Version);
            if (from.Table.ListsChildren())
                builder.ListRemove(from, Content, id);
            builder.Update(
                pointer,
                [],
                new JsonObject
                {
                    ["parent_id"] = place.Parent.Id.ToString(),
                    ["parent_table"] = place.Parent.Table.Name(),
                }
            );
            if (place.Parent.Table.ListsChildren())
                builder.ListAfter(place.Parent, Content, id);
            var changes = new PropertyChanges(pointer, page.Record.Version, place.Source);
            changes.TakeNumber();
            changes.SetOn(builder);
            changes.AddOthers(builder);
            return (builder, true);
        }
    }
}
