using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>A line ready to be shown.</summary>
/// <param name="Line">The line as it came.</param>
/// <param name="Runs">Its pieces with their styles.</param>
/// <param name="Text">Its text without control sequences.</param>
public sealed record ConsoleEntry(ConsoleLine Line, IReadOnlyList<AnsiRun> Runs, string Text);

/// <summary>
/// The newest console lines of one or more processes in the order of time. It keeps a stated number of lines and forgets the oldest; of a line that is longer than
/// <see cref="MaximumLength" /> it keeps the beginning. A line that comes again (the tail, after a lost connection) is taken once. Not safe for several threads.
/// </summary>
internal sealed class ConsoleBuffer(int maximum)
{
    /// <summary>Characters of a line that are kept.</summary>
    public const int MaximumLength = 4_000;

    private readonly List<ConsoleEntry> _entries = [];
    private readonly Dictionary<string, ConsoleLine> _last = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, bool IsError), AnsiStyle> _styles = [];

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<ConsoleEntry> Entries => _entries;

    /// <summary>How many lines were forgotten.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Takes lines, those of one process in their order.</summary>
    public void Add(IReadOnlyList<ConsoleLine> lines)
    {
        foreach (var line in lines)
            Add(line);
        if (_entries.Count <= maximum)
            return;
        var excess = _entries.Count - maximum;
        _entries.RemoveRange(0, excess);
        Forgotten += excess;
    }

    /// <summary>Forgets all lines; they do not come again.</summary>
    public void Clear()
    {
        _entries.Clear();
        Forgotten = 0;
    }

    private void Add(ConsoleLine line)
    {
        // A host that was started again counts from 1 again, but later.
        if (_last.TryGetValue(line.Id, out var last) && line.Number <= last.Number && line.Time <= last.Time)
            return;
        _last[line.Id] = line;

        var text = line.Text;
        if (text.Length > MaximumLength)
        {
            var end = char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength;
            text = $"{text.AsSpan(0, end)}… ({text.Length - end} more characters)";
        }

        var style = _styles.GetValueOrDefault((line.Id, line.IsError));
        var runs = AnsiText.Parse(text, ref style);
        _styles[(line.Id, line.IsError)] = style;
        var plain = runs.Count == 1 ? runs[0].Text : string.Concat(runs.Select(r => r.Text));

        // Mostly at the end: lines of other processes may have come a little earlier.
        var at = _entries.Count;
        while (at > 0 && _entries[at - 1].Line.Time > line.Time)
            at--;
        _entries.Insert(at, new ConsoleEntry(line with { Text = "" }, runs, plain));
    }
}
