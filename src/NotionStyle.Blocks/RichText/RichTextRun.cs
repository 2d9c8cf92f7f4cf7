using System.Collections.Immutable;

namespace NotionStyle.Blocks;

/// <summary>A stretch of text under the same marks. In JSON: <c>["text"]</c> or <c>["text", [marks]]</c>.</summary>
public readonly struct RichTextRun : IEquatable<RichTextRun>
{
    /// <summary>Creates a run; the marks are brought into canonical order and duplicates are dropped.</summary>
    public RichTextRun(string text, params ReadOnlySpan<RichTextMark> marks)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
        Marks = Canonical(marks);
    }

    internal RichTextRun(string text, ImmutableArray<RichTextMark> canonicalMarks)
    {
        Text = text;
        Marks = canonicalMarks;
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>The marks in canonical order; empty for plain text.</summary>
    public ImmutableArray<RichTextMark> Marks { get; }

    /// <summary>Whether this run stands for one thing and must stay apart from its neighbours.</summary>
    public bool IsAtomic
    {
        get
        {
            foreach (var mark in Marks)
            {
                if (mark.IsAtomic)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The first mark of a kind, or null.</summary>
    public RichTextMark? Find(string kind)
    {
        foreach (var mark in Marks)
        {
            if (mark.Kind == kind)
            {
                return mark;
            }
        }

        return null;
    }

    /// <summary>Whether the run carries exactly the same marks as another.</summary>
    public bool HasSameMarks(RichTextRun other) => Marks.AsSpan().SequenceEqual(other.Marks.AsSpan());

    /// <inheritdoc/>
    public bool Equals(RichTextRun other) => Text == other.Text && HasSameMarks(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RichTextRun other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Marks.Length);

    /// <summary>Compares text and marks.</summary>
    public static bool operator ==(RichTextRun left, RichTextRun right) => left.Equals(right);

    /// <summary>Compares text and marks.</summary>
    public static bool operator !=(RichTextRun left, RichTextRun right) => !left.Equals(right);

    internal static ImmutableArray<RichTextMark> Canonical(ReadOnlySpan<RichTextMark> marks)
    {
        if (marks.Length < 2)
        {
            return marks.Length == 0 ? [] : [marks[0]];
        }

        var sorted = marks.ToArray();
        Array.Sort(sorted, RichTextMark.Compare);
        var kept = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[kept - 1])
            {
                sorted[kept++] = sorted[i];
            }
        }

        return [.. sorted.AsSpan(0, kept)];
    }
}
