using System.IO.Hashing;
using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Operations;

/// <summary>
/// Reads the wire form of a transaction:
/// <c>{"id": uuid, "space_id"?: uuid, "operations": [{"pointer": {"table", "id", "space_id"?}, "path": [...], "command": "set", "args": ...}]}</c>.
/// Every refusal names the place in the request, what was found there and what would be right.
/// </summary>
public static class TransactionReader
{
    private static readonly Dictionary<string, OperationCommand> Commands = new(StringComparer.Ordinal)
    {
        ["set"] = OperationCommand.Set,
        ["update"] = OperationCommand.Update,
        ["listBefore"] = OperationCommand.ListBefore,
        ["listAfter"] = OperationCommand.ListAfter,
        ["listRemove"] = OperationCommand.ListRemove,
        ["setPermissionItem"] = OperationCommand.SetPermissionItem,
    };

    /// <summary>Reads a transaction of one workspace.</summary>
    /// <param name="body">The request's body: UTF-8 JSON. The elements of the result refer to <paramref name="document" />.</param>
    /// <param name="document">The parsed body, which must live as long as the transaction is used.</param>
    /// <param name="spaceId">The workspace of the caller's token.</param>
    /// <exception cref="BlockStoreException">The body is not a transaction of this workspace.</exception>
    public static Transaction Read(ReadOnlySpan<byte> body, JsonDocument document, Guid spaceId)
    {
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            throw BlockStoreException.Invalid($"body must be an object with id and operations, not {Kind(root)}.");
        RefuseUnknown(root, "body", "id", "space_id", "operations");
        var id = ReadGuid(root, "id", "id");
        CheckSpace(root, "space_id", spaceId);

        if (!root.TryGetProperty("operations", out var list) || list.ValueKind != JsonValueKind.Array)
            throw BlockStoreException.Invalid("operations must be an array of operations.");
        var count = list.GetArrayLength();
        if (count == 0)
            throw BlockStoreException.Invalid("operations is empty: a transaction needs at least one operation.");
        if (count > StoreLimits.OperationsMaximum)
            throw BlockStoreException.Invalid(
                $"operations has {count} items; at most {StoreLimits.OperationsMaximum} go into one transaction. Split it."
            );

        var operations = new Operation[count];
        var index = 0;
        foreach (var element in list.EnumerateArray())
        {
            operations[index] = ReadOperation(element, index, spaceId);
            index++;
        }

        return new Transaction(id, spaceId, operations, XxHash128.HashToUInt128(body));
    }

    private static Operation ReadOperation(JsonElement element, int index, Guid spaceId)
    {
        var place = $"operations[{index}]";
        if (element.ValueKind != JsonValueKind.Object)
            throw BlockStoreException.Invalid($"{place} must be an object, not {Kind(element)}.");
        RefuseUnknown(element, place, "pointer", "path", "command", "args");
        if (!element.TryGetProperty("pointer", out var pointer) || pointer.ValueKind != JsonValueKind.Object)
            throw BlockStoreException.Invalid($"{place}.pointer must be an object with table and id.");
        RefuseUnknown(pointer, $"{place}.pointer", "table", "id", "space_id");
        CheckSpace(pointer, $"{place}.pointer.space_id", spaceId);
        var tableName =
            pointer.TryGetProperty("table", out var t) && t.ValueKind == JsonValueKind.String ? t.GetString() : null;
        if (!RecordTables.TryParse(tableName, out var table))
            throw BlockStoreException.Invalid(
                $"{place}.pointer.table '{Shorten(tableName ?? "")}' is not one of {string.Join(", ", RecordTables.All.Select(x => x.Name()))}."
            );
        var id = ReadGuid(pointer, "id", $"{place}.pointer.id");

        var path = ReadPath(element, place);
        var commandName =
            element.TryGetProperty("command", out var c) && c.ValueKind == JsonValueKind.String ? c.GetString()! : "";
        if (!Commands.TryGetValue(commandName, out var command))
            throw BlockStoreException.Invalid(
                $"{place}.command '{Shorten(commandName)}' is not one of {string.Join(", ", Commands.Keys)}."
            );
        if (!element.TryGetProperty("args", out var args))
            throw BlockStoreException.Invalid($"{place}.args is missing; '{commandName}' needs it.");
        return new Operation(index, new RecordPointer(table, id), path, command, args);
    }

    private static string[] ReadPath(JsonElement element, string place)
    {
        if (!element.TryGetProperty("path", out var path))
            return [];
        if (path.ValueKind != JsonValueKind.Array)
            throw BlockStoreException.Invalid($"{place}.path must be an array of strings, not {Kind(path)}.");
        var length = path.GetArrayLength();
        if (length > StoreLimits.PathLengthMaximum)
            throw BlockStoreException.Invalid(
                $"{place}.path has {length} steps; at most {StoreLimits.PathLengthMaximum} are allowed."
            );
        var steps = new string[length];
        var i = 0;
        foreach (var step in path.EnumerateArray())
        {
            if (step.ValueKind != JsonValueKind.String || step.GetString() is not { Length: > 0 and <= 256 } name)
                throw BlockStoreException.Invalid($"{place}.path[{i}] must be a string of 1 to 256 characters.");
            steps[i++] = name;
        }

        return steps;
    }

    private static void CheckSpace(JsonElement element, string place, Guid spaceId)
    {
        if (!element.TryGetProperty("space_id", out var value) || value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.String || !Guid.TryParse(value.GetString(), out var named))
            throw BlockStoreException.Invalid($"{place} must be a UUID.");
        if (named != spaceId)
            throw BlockStoreException.Invalid(
                $"{place} is {named}, but the token belongs to another workspace. A transaction changes one workspace only."
            );
    }

    private static Guid ReadGuid(JsonElement element, string name, string place)
    {
        if (
            element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
            && Guid.TryParse(value.GetString(), out var id)
            && id != Guid.Empty
        )
            return id;
        throw BlockStoreException.Invalid(
            value.ValueKind == JsonValueKind.Undefined
                ? $"{place} is missing; it must be a UUID."
                : $"{place} must be a UUID, with or without dashes, and not all zeros; it is {Shorten(value.GetRawText())}."
        );
    }

    private static void RefuseUnknown(JsonElement element, string place, params ReadOnlySpan<string> known)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw BlockStoreException.Invalid(
                    $"{place} has an unknown member '{Shorten(property.Name)}'; known are {string.Join(", ", known.ToArray())}."
                );
        }
    }

    internal static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 80), "…");

    internal static string Kind(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a string",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            _ => "null",
        };
}
