using System.Text.Json;
using NotionStyle.Blocks.Operations;

namespace NotionStyle.Blocks.Permissions;

/// <summary>What an actor may do with a record. Each role includes those before it.</summary>
public enum Role
{
    /// <summary>Nothing; the record does not exist for the actor.</summary>
    None,

    /// <summary><c>reader</c></summary>
    Reader,

    /// <summary><c>comment_only</c>: read and comment.</summary>
    CommentOnly,

    /// <summary><c>read_and_write</c>: change what the record says.</summary>
    ReadAndWrite,

    /// <summary><c>editor</c>: full access, which includes changing the grants.</summary>
    Editor,
}

/// <summary>Whom a permission item is for.</summary>
public enum PermissionScope
{
    /// <summary><c>user_permission</c>: one member.</summary>
    User,

    /// <summary><c>space_permission</c>: every member of the workspace.</summary>
    Space,
}

/// <summary>One grant.</summary>
/// <param name="Scope">One member, or all.</param>
/// <param name="UserId">The member; null for <see cref="PermissionScope.Space" />.</param>
/// <param name="Role">What is granted; <see cref="Role.None" /> takes away what would be inherited.</param>
public readonly record struct PermissionItem(PermissionScope Scope, Guid? UserId, Role Role);

/// <summary>The explicit grants of a page or a workspace. Immutable.</summary>
public sealed class PermissionList
{
    /// <summary>The largest number of items in one list.</summary>
    public const int ItemsMaximum = 1_000;

    /// <summary>A list of items, at most one for each scope and member.</summary>
    public PermissionList(IReadOnlyList<PermissionItem> items) => Items = items;

    /// <summary>The grants in the order in which they were set.</summary>
    public IReadOnlyList<PermissionItem> Items { get; }

    /// <summary>The role that this list gives to a member; null when it says nothing about them. A user item beats a space item.</summary>
    public Role? RoleOf(Guid userId)
    {
        Role? space = null;
        foreach (var item in Items)
        {
            if (item.Scope == PermissionScope.User && item.UserId == userId)
                return item.Role;
            if (item.Scope == PermissionScope.Space)
                space = item.Role;
        }

        return space;
    }

    /// <summary>The list with one item added, or put in place of the item for the same scope and member.</summary>
    public PermissionList With(PermissionItem item)
    {
        var items = Items.Where(other => other.Scope != item.Scope || other.UserId != item.UserId).Append(item);
        return new PermissionList([.. items]);
    }

    /// <summary>The JSON text as it is stored: <c>[{"type":"user_permission","user_id":"...","role":"editor"}]</c>.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var item in Items)
            {
                writer.WriteStartObject();
                writer.WriteString("type", Name(item.Scope));
                if (item.UserId is { } user)
                    writer.WriteString("user_id", user);
                writer.WriteString("role", Name(item.Role));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>Reads the stored JSON; null for null.</summary>
    public static PermissionList? FromJson(string? json)
    {
        if (json is null)
            return null;
        using var document = JsonDocument.Parse(json);
        var items = new List<PermissionItem>();
        foreach (var element in document.RootElement.EnumerateArray())
        {
            if (!TryReadItem(element, out var item, out var problem))
                throw new InvalidDataException($"A stored permission item cannot be read: {problem}");
            items.Add(item);
        }

        return new PermissionList(items);
    }

    /// <summary>Reads one item of the wire form; when it is not one, says why.</summary>
    public static bool TryReadItem(JsonElement element, out PermissionItem item, out string problem)
    {
        item = default;
        problem = "";
        if (element.ValueKind != JsonValueKind.Object)
        {
            problem = $"a permission item must be an object, not {element.ValueKind}.";
            return false;
        }

        var type = Text(element, "type");
        PermissionScope scope;
        switch (type)
        {
            case "user_permission":
                scope = PermissionScope.User;
                break;
            case "space_permission":
                scope = PermissionScope.Space;
                break;
            default:
                problem = $"type '{Shorten(type)}' is not 'user_permission' or 'space_permission'.";
                return false;
        }

        if (!TryParse(Text(element, "role"), out var role))
        {
            problem =
                $"role '{Shorten(Text(element, "role"))}' is not one of none, reader, comment_only, read_and_write, editor.";
            return false;
        }

        Guid? user = null;
        if (scope == PermissionScope.User)
        {
            if (!Guid.TryParse(Text(element, "user_id"), out var id))
            {
                problem = "a user_permission needs user_id, a UUID.";
                return false;
            }

            user = id;
        }

        item = new PermissionItem(scope, user, role);
        return true;
    }

    /// <summary>The role's name on the wire.</summary>
    public static string Name(Role role) =>
        role switch
        {
            Role.None => "none",
            Role.Reader => "reader",
            Role.CommentOnly => "comment_only",
            Role.ReadAndWrite => "read_and_write",
            Role.Editor => "editor",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
        };

    /// <summary>Finds the role of a wire name; false when there is none.</summary>
    public static bool TryParse(string? name, out Role role)
    {
        foreach (var candidate in Enum.GetValues<Role>())
        {
            if (Name(candidate) == name)
            {
                role = candidate;
                return true;
            }
        }

        role = Role.None;
        return false;
    }

    private static string Name(PermissionScope scope) =>
        scope == PermissionScope.User ? "user_permission" : "space_permission";

    private static string Shorten(string? text) => TransactionReader.Shorten(text ?? "");

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
