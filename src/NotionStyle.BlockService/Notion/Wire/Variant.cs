namespace NotionStyle.BlockService.Notion.Wire;

/// <summary>
/// Objects that are one of several kinds: the kind's own member holds the value, and <c>type</c> may name it: <c>{"type": "external", "external": {…}}</c>.
/// </summary>
internal static class Variant
{
    /// <summary>Which of these kinds an object is. Its other members are the caller's to check.</summary>
    public static string Of(Input input, params ReadOnlySpan<string> kinds)
    {
        var type = input["type"];
        if (type.IsGiven)
        {
            var named = type.Choice(kinds);
            return input[named].IsGiven ? named : throw input[named].Refuse("defined");
        }

        string? found = null;
        foreach (var kind in kinds)
        {
            if (!input[kind].IsGiven)
                continue;
            if (found is not null)
                throw input.Refuse($"an object with one of {found} and {kind}, not both");
            found = kind;
        }

        return found ?? throw input.Refuse($"an object with one of {string.Join(", ", kinds.ToArray())}");
    }
}
