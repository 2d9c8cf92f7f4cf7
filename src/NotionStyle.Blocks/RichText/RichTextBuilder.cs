using System.Collections.Immutable;

namespace NotionStyle.Blocks;

/// <summary>Collects runs into canonical rich text: no empty runs, neighbours under equal marks merged.</summary>
public sealed class RichTextBuilder
{
    private readonly List<RichTextRun> _runs;

    // Text of the last run, still open: many small pieces under the same marks cost one string in the end.
    private System.Text.StringBuilder? _pieces;
    private string? _single;
    private ImmutableArray<RichTextMark> _marks = [];
    private bool _atomic;

    /// <summary>Creates an empty builder.</summary>
    public RichTextBuilder(int capacity = 4) => _runs = new List<RichTextRun>(Math.Min(capacity, 1024));

    /// <summary>Adds text under marks.</summary>
    public RichTextBuilder Add(string text, params ReadOnlySpan<RichTextMark> marks)
    {
        Add(text, RichTextRun.Canonical(marks));
        return this;
    }

    /// <summary>Adds a run.</summary>
    public RichTextBuilder Add(RichTextRun run)
    {
        Add(run.Text, run.Marks);
        return this;
    }

    /// <summary>Finishes; the builder can be used again for new text.</summary>
    public RichText ToRichText()
    {
        Close();
        if (_runs.Count == 0)
        {
            return RichText.Empty;
        }

        var text = new RichText([.. _runs]);
        _runs.Clear();
        return text;
    }

    internal void Add(string text, ImmutableArray<RichTextMark> marks)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_single is not null && !_atomic && _marks.AsSpan().SequenceEqual(marks.AsSpan()))
        {
            _pieces ??= new System.Text.StringBuilder(_single);
            _pieces.Append(text);
            return;
        }

        Close();
        _single = text;
        _marks = marks;
        _atomic = false;
        foreach (var mark in marks)
        {
            _atomic |= mark.IsAtomic;
        }
    }

    /// <summary>Adds text to the last run even when that is atomic, provided the marks are equal.</summary>
    internal void Continue(string text, ImmutableArray<RichTextMark> marks)
    {
        var wasAtomic = _atomic;
        _atomic = false;
        var before = _runs.Count;
        Add(text, marks);
        if (_runs.Count == before)
        {
            _atomic = wasAtomic;
        }
    }

    private void Close()
    {
        if (_single is not null)
        {
            _runs.Add(new RichTextRun(_pieces?.ToString() ?? _single, _marks));
            _single = null;
            _pieces = null;
        }
    }
}
