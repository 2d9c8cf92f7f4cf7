using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.Wire;
using Text = NotionStyle.Blocks.RichText;

namespace NotionStyle.BlockService.Notion.Blocks;

/// <summary>A block as a request says it, in stored form: a new one with what is below it, or the changes of one that is there. A value that is null is taken away.</summary>
/// <param name="codec">The block's type.</param>
/// <param name="place">Where it stands in the request, for messages.</param>
internal sealed class BlockDraft(BlockCodec codec, Input place)
{
    public BlockCodec Codec { get; } = codec;

    /// <summary>Where it stands in the request. Its value is gone with the body; its place stays.</summary>
    public string Place { get; } = place.Place;

    /// <summary>The id that a new block gets.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public JsonObject Properties { get; } = [];

    public JsonObject Format { get; } = [];

    public List<BlockDraft> Children { get; } = [];

    /// <summary>Records that it names and that must be there, and must be of a kind.</summary>
    public List<BlockReference> References { get; } = [];

    /// <summary>Sets a text; an empty one is no text.</summary>
    public void SetText(string property, Text text) => Properties[property] = text.IsEmpty ? null : text.ToJson();

    /// <summary>Sets a text without marks.</summary>
    public void SetPlain(string property, string text) => SetText(property, Text.FromPlain(text));

    /// <summary>The draft and everything below it.</summary>
    public IEnumerable<BlockDraft> All() => Children.SelectMany(c => c.All()).Prepend(this);
}

/// <summary>A record that a draft names.</summary>
/// <param name="Pointer">Which.</param>
/// <param name="Kind">What it has to be.</param>
/// <param name="Place">Where the request names it.</param>
internal sealed record BlockReference(RecordPointer Pointer, ReferenceKind Kind, string Place);

/// <summary>What a record that a request names has to be.</summary>
internal enum ReferenceKind
{
    /// <summary>A file upload of the caller's own that has its file.</summary>
    Upload,

    /// <summary>A synced block that holds its content itself.</summary>
    SyncedOriginal,

    Page,

    Database,

    Comment,
}
