using System.Text;

namespace NotionStyle.Dashboard.Components.Pages.Console;

/// <summary>A piece of a line in one style.</summary>
/// <param name="Text">The text, without control sequences.</param>
/// <param name="Style">How it looks.</param>
public readonly record struct AnsiRun(string Text, AnsiStyle Style);

/// <summary>
/// Reads a console line with the control sequences of terminals (ECMA-48). Colours and styles (SGR) are kept; all other sequences and control characters are taken out, so
/// that what remains is text. A sequence that is cut off or broken takes nothing but itself along.
/// </summary>
internal static class AnsiText
{
    private const char Escape = '\u001b';
    private const char Csi8 = '\u009b';
    private const char Osc8 = '\u009d';
    private const char StringEnd8 = '\u009c';
    private const char Bell = '\a';
    private const int MaximumParameters = 32;
    private const int MaximumNumber = 9_999;

    /// <summary>The pieces of a line. <paramref name="style" /> is the style at its start and becomes the one at its end: colours go on over lines.</summary>
    public static IReadOnlyList<AnsiRun> Parse(string line, ref AnsiStyle style)
    {
        if (!line.AsSpan().ContainsAnyInRange('\0', '\u001f') && !line.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            return line.Length == 0 ? [] : [new AnsiRun(line, style)];

        var runs = new List<AnsiRun>();
        var text = new StringBuilder(line.Length);
        var at = 0;
        while (at < line.Length)
        {
            var letter = line[at];
            if (letter is Escape or Csi8 or Osc8)
            {
                var next = style;
                at = Sequence(line, at, ref next);
                if (next == style)
                    continue;
                Flush(runs, text, style);
                style = next;
                continue;
            }

            if (letter == '\t' || !char.IsControl(letter))
                text.Append(letter);
            at++;
        }

        Flush(runs, text, style);
        return runs;
    }

    /// <summary>The line without its sequences.</summary>
    public static string Plain(string line)
    {
        var style = default(AnsiStyle);
        return string.Concat(Parse(line, ref style).Select(r => r.Text));
    }

    private static void Flush(List<AnsiRun> runs, StringBuilder text, AnsiStyle style)
    {
        if (text.Length == 0)
            return;
        runs.Add(new AnsiRun(text.ToString(), style));
        text.Clear();
    }

    // Returns where the text goes on.
    private static int Sequence(string line, int start, ref AnsiStyle style)
    {
        var at = start + 1;
        if (line[start] == Csi8)
            return ControlSequence(line, at, ref style);
        if (line[start] == Osc8)
            return ControlString(line, at);
        if (at == line.Length)
            return at;
        switch (line[at])
        {
            case '[':
                return ControlSequence(line, at + 1, ref style);
            case ']' or 'P' or 'X' or '^' or '_':
                return ControlString(line, at + 1);
        }

        // ESC ( B and the like: bytes from 0x20 to 0x2F, then one more.
        while (at < line.Length && line[at] is >= ' ' and <= '/')
            at++;
        return at < line.Length && line[at] is >= '0' and <= '~' ? at + 1 : at;
    }

    // ESC [ 38;5;208 m: parameters from 0x30 to 0x3F, intermediates from 0x20 to 0x2F, a final letter from 0x40 to 0x7E.
    private static int ControlSequence(string line, int at, ref AnsiStyle style)
    {
        var start = at;
        while (at < line.Length && line[at] is >= '0' and <= '?')
            at++;
        var parameters = line.AsSpan(start, at - start);
        var hasIntermediates = false;
        for (; at < line.Length && line[at] is >= ' ' and <= '/'; at++)
            hasIntermediates = true;
        if (at == line.Length || line[at] is < '@' or > '~')
            return at;
        if (line[at] == 'm' && !hasIntermediates && parameters is not ['<' or '=' or '>' or '?', ..])
            style = Styled(style, parameters);
        return at + 1;
    }

    private static AnsiStyle Styled(AnsiStyle style, ReadOnlySpan<char> text)
    {
        Span<int> numbers = stackalloc int[MaximumParameters];
        var count = 0;
        foreach (var part in text.Split(';'))
        {
            if (!Append(text[part], numbers, ref count))
                break;
        }

        return style.Apply(numbers[..count]);
    }

    // 38:2::R:G:B has a place for a colour space that 38;2;R;G;B has not; 4:3 is a curly underline, 4:0 none.
    private static bool Append(ReadOnlySpan<char> part, Span<int> numbers, ref int count)
    {
        var first = count;
        foreach (var piece in part.Split(':'))
        {
            if (count == MaximumParameters)
                return false;
            numbers[count++] = Number(part[piece]);
        }

        var length = count - first;
        if (length == 1)
            return true;
        if (numbers[first] is 38 or 48 or 58)
        {
            if (numbers[first + 1] == 2 && length >= 6)
            {
                numbers[(first + 3)..(first + 6)].CopyTo(numbers[(first + 2)..]);
                count = first + 5;
            }
        }
        else
        {
            if (numbers[first] == 4 && numbers[first + 1] == 0)
                numbers[first] = 24;
            count = first + 1;
        }

        return true;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = char.IsAsciiDigit(digit) ? Math.Min(MaximumNumber, number * 10 + (digit - '0')) : MaximumNumber;
        return number;
    }

    // To BEL or ESC \; without an end only its beginning goes, so that the rest of the line is not lost.
    private static int ControlString(string line, int at)
    {
        for (var end = at; end < line.Length; end++)
            if (line[end] is Bell or StringEnd8)
                return end + 1;
            else if (line[end] == Escape)
                return end + 1 < line.Length && line[end + 1] == '\\' ? end + 2 : end;
        return at;
    }
}
