using System.Text.Json;
using NotionStyle.BlockService.Notion.Wire;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>What may stand below a block.</summary>
internal enum ChildRule
{
    None,
    Any,

    /// <summary>Anything below a heading that is a toggle, nothing below one that is not.</summary>
    WhenToggle,

    /// <summary>Anything below a synced block that is the original; a copy shows what is there.</summary>
    WhenOriginal,

    /// <summary>Rows of the table's width, at least one.</summary>
    Rows,

    /// <summary>At least two columns.</summary>
    Columns,

    /// <summary>What a column holds: anything, and at least one block of it.</summary>
    ColumnContent,

    /// <summary>Paragraphs, each of which is a tab.</summary>
    Tabs,
}

/// <summary>One member, or a few that belong together, of the object that a block has under its type's name.</summary>
internal abstract class BlockMember(params IReadOnlyList<string> names)
{
    /// <summary>The names in requests.</summary>
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Whether it may change after the block was made.</summary>
    public virtual bool IsUpdatable => true;

    /// <summary>Reads it into a draft. When the block is there already, what is not given stays as it is.</summary>
    public abstract void Read(Input block, BlockDraft draft, bool isNew);

    /// <summary>Writes it. Never fails on what is stored.</summary>
    public abstract void Write(Utf8JsonWriter writer, Record record, BlockContext context);
}

/// <summary>How one type of block is said in the API and how it is stored.</summary>
/// <param name="Type">Its name in the API, which is also the name of the member that holds its value.</param>
/// <param name="Children">What may stand below it.</param>
/// <param name="Members">The members of its value.</param>
internal sealed record BlockCodec(string Type, ChildRule Children, params IReadOnlyList<BlockMember> Members)
{
    /// <summary>The type of the record.</summary>
    public string StoredType { get; init; } = Type;

    /// <summary>Why a request cannot make such a block, and what to do instead; null when it can.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether a request can change such a block by its value.</summary>
    public bool IsUpdatable { get; init; } = true;

    /// <summary>What a new block of this type is marked with beyond its members.</summary>
    public Action<BlockDraft> Mark { get; init; } = static _ => { };

    /// <summary>Whether a record says enough to be answered as this type.</summary>
    public Func<Record, bool> IsWhole { get; init; } = static _ => true;

    /// <summary>Reads the value of a new block, without what is below it.</summary>
    public void ReadNew(Input value, BlockDraft draft)
    {
        Check(
            value,
            [.. Members.SelectMany(m => m.Names), .. Children == ChildRule.None ? [] : (string[])["children"]]
        );
        foreach (var member in Members)
            member.Read(value, draft, isNew: true);
        Mark(draft);
    }

    /// <summary>Reads the changes of a block.</summary>
    public void ReadChanges(Input value, BlockDraft draft)
    {
        var members = Members.Where(m => m.IsUpdatable).ToArray();
        Check(value, [.. members.SelectMany(m => m.Names)]);
        foreach (var member in members)
            member.Read(value, draft, isNew: false);
    }

    /// <summary>Writes the value.</summary>
    public void Write(Utf8JsonWriter writer, Record record, BlockContext context)
    {
        writer.WriteStartObject(Type);
        foreach (var member in Members)
            member.Write(writer, record, context);
        writer.WriteEndObject();
    }

    private static void Check(Input value, string[] known)
    {
        if (!value.IsGiven)
            throw value.Refuse("defined");
        // To Input, no names at all means any.
        if (known.Length > 0)
            value.Object(known);
        else if (value.Members().Any())
            throw value.Refuse("an empty object");
    }
}
