using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>What one record may look like, whatever its neighbours are.</summary>
internal static class RecordRules
{
    /// <summary>The type that carries grants and that analytics counts by.</summary>
    public const string PageType = "page";

    public static void Check(Record record, RecordFields fields)
    {
        if (fields.HasFlag(RecordFields.Properties))
            CheckJson(record, "properties", record.Properties.Text);
        if (fields.HasFlag(RecordFields.Format))
            CheckJson(record, "format", record.Format.Text);
        if (
            (fields & (RecordFields.Permissions | RecordFields.Type)) != 0
            && record.Permissions is not null
            && record.Pointer.Table != RecordTable.Space
            && !(record.Pointer.Table == RecordTable.Block && record.Type == PageType)
        )
            throw BlockStoreException.Invalid(
                $"{record.Pointer} is of type {record.Type}; only a page or the workspace has permissions of its own. Set its permissions to null in the same transaction."
            );
        if (fields.HasFlag(RecordFields.Type) && OnlyType(record.Pointer.Table) is { } only && record.Type != only)
            throw BlockStoreException.Invalid(
                $"{record.Pointer} is of type {record.Type}; every {record.Pointer.Table.Name()} is of type {only}."
            );
        if (record.Content.Count > 0 && !record.Pointer.Table.ListsChildren())
            throw BlockStoreException.Invalid(
                $"{record.Pointer}: a {record.Pointer.Table.Name()} has no content; its children are found by their parent_id."
            );
        if (record.Content.Count > StoreLimits.ContentMaximum)
            throw BlockStoreException.Invalid(
                $"{record.Pointer} has {record.Content.Count} children; at most {StoreLimits.ContentMaximum} are allowed."
            );
    }

    /// <summary>Blocks alone are of many types. Whoever reads the others goes by their table, and a page among them would pass for one that can be opened.</summary>
    private static string? OnlyType(RecordTable table) =>
        table is RecordTable.Block or RecordTable.Space or RecordTable.NotionUser ? null : table.Name();

    private static void CheckJson(Record record, string name, string? json)
    {
        if (json is null)
            return;
        if (json.Length > StoreLimits.RecordJsonLengthMaximum)
            throw BlockStoreException.Invalid(
                $"{record.Pointer}: {name} is {json.Length} characters of JSON; at most {StoreLimits.RecordJsonLengthMaximum} are allowed."
            );
    }
}
