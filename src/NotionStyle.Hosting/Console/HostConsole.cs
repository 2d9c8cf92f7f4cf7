using System.Globalization;
using Spectre.Console;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>
/// Everything the host prints. While the live table of the start is on screen other lines are held back, because they
/// would tear it; they follow when it is done.
/// </summary>
internal sealed class HostConsole(bool interactive)
{
    // More lines than this during one start: the oldest are dropped here, the log files have them all.
    private const int MaximumHeldLines = 5000;

    private static readonly string[] Palette =
    [
        "cyan",
        "green",
        "magenta",
        "blue",
        "yellow",
        "aqua",
        "lime",
        "fuchsia",
    ];

    private readonly Lock _lock = new();
    private readonly Queue<Action> _held = new();
    private readonly HashSet<string> _notes = [];
    private readonly Dictionary<string, (string Name, string Colour)> _names = new(StringComparer.OrdinalIgnoreCase);
    private bool _holding;

    /// <summary>Whether there is a person with a terminal that can be redrawn.</summary>
    public bool IsTerminal => interactive && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Whether anything is printed at all: a test reads the logs and not the screen.</summary>
    public bool IsInteractive => interactive;

    public static void WriteFailureLine(string text)
    {
        var line = OneLine(text);
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine($"error: {line}");
        else
            Console.Error.WriteLine($"\u001b[31merror:\u001b[0m {line}");
    }

    public static string Time() => TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>How a process is called on screen: by its resource's name when it is the only one.</summary>
    public void Name(string id, string name)
    {
        lock (_lock)
            _names[id] = (name, Palette[_names.Count % Palette.Length]);
    }

    public string NameOf(string id)
    {
        lock (_lock)
            return _names.TryGetValue(id, out var known) ? known.Name : id;
    }

    public void WriteFailure(string text)
    {
        if (interactive)
            WriteFailureLine(text);
    }

    /// <summary>Says something once, however often it comes up.</summary>
    public void NoteOnce(string text)
    {
        lock (_lock)
            if (!_notes.Add(text))
                return;
        Note(text);
    }

    public void Note(string text) => Write(() => Line(text, text.EscapeMarkup()));

    public void Markup(string markup) => Write(() => Line(Spectre.Console.Markup.Remove(markup), markup));

    public void WriteLog(string id, string text, bool isError)
    {
        if (!interactive)
            return;
        (string Name, string Colour) name;
        int width;
        lock (_lock)
        {
            name = _names.TryGetValue(id, out var known) ? known : (id, "white");
            width = _names.Count == 0 ? 0 : _names.Values.Max(n => n.Name.Length);
        }

        _ = isError;
        var label = name.Name.PadRight(width);
        Write(() =>
        {
            if (IsTerminal)
                AnsiConsole.Markup($"[{name.Colour}]{label.EscapeMarkup()}[/] [grey]|[/] ");
            else
                Console.Out.Write($"{label} | ");
            Console.Out.WriteLine(IsTerminal ? text : AnsiCodes.Remove(text));
        });
    }

    /// <summary>Keeps the screen for the table until the result is disposed.</summary>
    public IDisposable Hold()
    {
        lock (_lock)
            _holding = true;
        return new Release(this);
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private void Line(string plain, string markup)
    {
        if (IsTerminal)
            AnsiConsole.MarkupLine(markup);
        else
            Console.Out.WriteLine(plain);
    }

    private void Write(Action write)
    {
        if (!interactive)
            return;
        lock (_lock)
        {
            if (!_holding)
            {
                Try(write);
                return;
            }

            _held.Enqueue(write);
            if (_held.Count > MaximumHeldLines)
                _held.Dequeue();
        }
    }

    /// <summary>A reader that has gone away (<c>| head</c>) is no reason to stop an application.</summary>
    private static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException) { }
    }

    private void Flush()
    {
        lock (_lock)
        {
            _holding = false;
            while (_held.TryDequeue(out var write))
                Try(write);
        }
    }

    private sealed class Release(HostConsole console) : IDisposable
    {
        public void Dispose() => console.Flush();
    }
}
