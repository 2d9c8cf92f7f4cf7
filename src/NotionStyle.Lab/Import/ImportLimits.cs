using NotionStyle.Blocks;

namespace NotionStyle.Lab.Import;

/// <summary>What an import accepts. An archive is written by somebody else, so everything in it that can be large has a maximum.</summary>
internal sealed record ImportLimits
{
    public static ImportLimits Default { get; } = new();

    /// <summary>Entries of an archive, or files below a folder.</summary>
    public int EntriesMaximum { get; init; } = 500_000;

    /// <summary>Bytes of one Markdown file; a larger one is skipped.</summary>
    public long FileBytesMaximum { get; init; } = 16L * 1024 * 1024;

    /// <summary>Bytes of all Markdown of an archive, which are held in memory.</summary>
    public long MarkdownBytesMaximum { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Bytes that an archive may have in all when it is unpacked.</summary>
    public long UnpackedBytesMaximum { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Times that an archive may be larger unpacked than packed, once it is larger than <see cref="RatioFreeBytes" />.</summary>
    public int UnpackedRatioMaximum { get; init; } = 200;

    /// <summary>Up to here a high ratio harms nobody.</summary>
    public long RatioFreeBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Characters of a path.</summary>
    public int PathLengthMaximum { get; init; } = 1_024;

    /// <summary>Names in a path.</summary>
    public int PathSegmentsMaximum { get; init; } = 48;

    /// <summary>Ancestors of a block: what the store takes, less the workspace and some room for who moves the import.</summary>
    public int DepthMaximum { get; init; } = StoreLimits.DepthMaximum - 8;
}
