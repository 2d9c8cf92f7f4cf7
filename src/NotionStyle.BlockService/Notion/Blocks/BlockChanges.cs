using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Markdown;
using NotionStyle.Blocks.Operations;
using NotionStyle.BlockService.Notion.Blocks.Members;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>The body of an update of a block: changes of its value, and whether it goes into the trash or out of it.</summary>
/// <param name="Draft">The changes of the value; null for none.</param>
/// <param name="Trash">Into the trash, out of it, or neither.</param>
internal sealed record BlockChanges(BlockDraft? Draft, bool? Trash)
{
    /// <summary>Reads the changes of a block.</summary>
    /// <param name="body">The body.</param>
    /// <param name="record">The block as it is.</param>
    /// <param name="tableWidth">The width of its table when it is a row.</param>
    public static BlockChanges Read(Input body, Record record, int? tableWidth)
    {
        var codec = BlockCodecs.Of(record);
        foreach (var (name, given) in body.Members())
        {
            if (
                name is not ("type" or "archived" or "in_trash")
                && name != codec.Type
                && BlockCodecs.Find(name) is not null
            )
                throw given.Refuse(
                    $"not present: the block is of the type {codec.Type}, and the type of a block stays"
                );
        }

        body.Object("type", "archived", "in_trash", codec.Type);
        if (body["type"].IsGiven)
            body["type"].Choice(codec.Type);
        var value = body[codec.Type];
        if (!value.IsGiven)
            return new BlockChanges(null, ReadTrash(body));
        if (!codec.IsUpdatable)
            throw value.Refuse(
                codec.StoredType switch
                {
                    BlockTypes.Page => $"not present: a page is changed by PATCH /v1/pages/{record.Pointer.Id}",
                    BlockTypes.ChildDatabase =>
                        $"not present: a database is changed by PATCH /v1/databases/{record.Pointer.Id}",
                    _ => $"not present: a block of the type {record.Type} cannot be changed, but trashed",
                }
            );
        var draft = new BlockDraft(codec, value);
        codec.ReadChanges(value, draft);
        Check(value, record, draft, tableWidth);
        return new BlockChanges(draft, ReadTrash(body));
    }

    /// <summary>Adds what changes the value: a member that stays as it was is not touched.</summary>
    public void AddTo(TransactionBuilder builder, Record record)
    {
        if (Draft is null)
            return;
        // The same language under another of its names is no change, and what Markdown said beside it stays.
        if (
            Draft.Properties.TryGetPropertyValue("language", out var language)
            && CodeLanguages.Shown(StoredBlock.PlainOf(record, "language")) == StoredLanguage(language)
        )
        {
            Draft.Properties.Remove("language");
            Draft.Format.Remove(FormatKeys.Info);
        }

        Add(builder, record, "properties", Draft.Properties, record.Properties.Node);
        Add(builder, record, "format", Draft.Format, record.Format.Node);
    }

    private static void Add(
        TransactionBuilder builder,
        Record record,
        string field,
        JsonObject changes,
        JsonObject? stored
    )
    {
        foreach (var (name, value) in changes)
        {
            if (!JsonNode.DeepEquals(stored?[name], value))
                builder.Set(record.Pointer, [field, name], value);
        }
    }

    private static string StoredLanguage(JsonNode? language) =>
        language is JsonArray runs ? runs[0]![0]!.ToString() : "";

    private static void Check(Input value, Record record, BlockDraft draft, int? tableWidth)
    {
        var hasContent = record.Content.Count > 0;
        if (hasContent && draft.Format["is_toggleable"] is JsonValue toggle && !toggle.GetValue<bool>())
            throw value["is_toggleable"].Refuse("true while the heading has children; move or trash them first");
        if (hasContent && draft.Format[SyncedBlocks.From] is not null)
            throw value["synced_from"].Refuse("null while the block has children of its own; move or trash them first");
        if (
            record.Type == BlockTypes.TableRow
            && CellsMember.CountOf(draft.Properties) is > 0 and var cells
            && (tableWidth ?? CellsMember.CountOf(record.Properties.Node)) is > 0 and var width
            && cells != width
        )
            throw BlockStoreException.Invalid(
                $"body failed validation: {value.Place}.cells.length should be `{width}`, the width of the table, instead was `{cells}`."
            );
    }

    private static bool? ReadTrash(Input body)
    {
        var (archived, trash) = (body["archived"], body["in_trash"]);
        if (archived.IsGiven && trash.IsGiven && archived.Bool() != trash.Bool())
            throw archived.Refuse("the same as in_trash, whose older name it is");
        return trash.IsGiven ? trash.Bool()
            : archived.IsGiven ? archived.Bool()
            : null;
    }
}
