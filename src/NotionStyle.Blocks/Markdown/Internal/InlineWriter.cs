using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotionStyle.Blocks.Markdown.Internal;

/// <summary>Where a text will stand, which decides how its line breaks are written and what must be escaped.</summary>
internal enum InlinePlace
{
    /// <summary>A paragraph: lines end with a backslash, each line start is escaped.</summary>
    Paragraph,

    /// <summary>A heading: one line, no closing number signs.</summary>
    Heading,

    /// <summary>A cell of a table: one line.</summary>
    Cell,

    /// <summary>The alternative text of an image: no markup at all.</summary>
    Alternative,
}

/// <summary>
/// Writes rich text as Markdown that is read back as the same rich text.
/// </summary>
/// <remarks>
/// Marks are opened and closed as a stack. Delimiters (<c>** _ ~~</c>) are used only where both ends satisfy
/// CommonMark's flanking rules with their real neighbours; elsewhere (spaces inside the edge, the middle of a word)
/// the HTML element says the same. Bold uses asterisks and italic underscores, so that runs of delimiters never mix.
/// </remarks>
internal sealed partial class InlineWriter(Func<string, string?>? resolveLink, Func<string, string?>? resolveImage)
{
    private readonly List<Token> _tokens = [];
    private readonly List<RichTextMark> _stack = [];
    private bool _isAutolinkWritten;

    /// <summary>The labels of the footnotes in the document: references to them stay unescaped.</summary>
    public HashSet<string> Footnotes { get; } = new(StringComparer.Ordinal);

    private enum TokenKind
    {
        Text,
        Raw,
        Open,
        Close,
    }

    private sealed class Token(TokenKind kind, string output)
    {
        public readonly TokenKind Kind = kind;

        // The text to escape, or the output itself.
        public string Output = output;
        public string? Delimiter;
        public RichTextMark Mark;
        public Token? Partner;
        public bool IsCode;
        public bool CannotDelimit;
    }

    /// <summary>An image that stands alone.</summary>
    public string WriteImage(string alternative, string url, string? title) =>
        Image(alternative, RichTextMark.Image(url, title));

    public string Write(RichText text, InlinePlace place)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        _tokens.Clear();
        _stack.Clear();
        Tokenize(text, place);
        EscapeTexts(place);
        ChooseDelimiters();
        if (_tokens.Count == 1)
        {
            return _tokens[0].Output;
        }

        var output = new StringBuilder();
        foreach (var token in _tokens)
        {
            output.Append(token.Delimiter ?? token.Output);
        }

        return output.ToString();
    }

    private void Tokenize(RichText text, InlinePlace place)
    {
        var open = new List<Token>();
        for (var i = 0; i < text.Runs.Length; i++)
        {
            var run = text.Runs[i];

            // Close down to the deepest mark that this run does not have.
            var keep = 0;
            while (keep < _stack.Count && HasWrapper(run, _stack[keep]))
            {
                keep++;
            }

            CloseTo(keep, open);

            // Open what lasts longest first, so that it need not be closed for a shorter one.
            var opening = new List<(RichTextMark Mark, int Length)>();
            foreach (var mark in run.Marks)
            {
                if (IsWrapper(run, mark) && !_stack.Contains(mark))
                {
                    var length = 1;
                    while (i + length < text.Runs.Length && HasWrapper(text.Runs[i + length], mark))
                    {
                        length++;
                    }

                    opening.Add((mark, length));
                }
            }

            foreach (var (mark, length) in opening.OrderByDescending(item => item.Length))
            {
                if (mark.Kind == RichTextMark.LinkKind && length == 1 && TryWriteAutolink(run, mark))
                {
                    continue;
                }

                var token = new Token(TokenKind.Open, mark.Kind == RichTextMark.LinkKind ? "[" : "") { Mark = mark };
                _tokens.Add(token);
                open.Add(token);
                _stack.Add(mark);
            }

            if (!_isAutolinkWritten)
            {
                WriteCore(run, place, isLast: i == text.Runs.Length - 1, text, i);
            }

            _isAutolinkWritten = false;
        }

        CloseTo(0, open);
    }

    private bool TryWriteAutolink(RichTextRun run, RichTextMark mark)
    {
        var url = mark.Argument!;
        if (
            run.Marks.Length != 1
            || mark.ArgumentsJson is not null
            || run.Text != url
            || !Autolink().IsMatch(url)
            || (resolveLink?.Invoke(url) ?? url) != url
        )
        {
            return false;
        }

        _tokens.Add(new Token(TokenKind.Raw, $"<{url}>"));
        _isAutolinkWritten = true;
        return true;
    }

    private void CloseTo(int keep, List<Token> open)
    {
        while (_stack.Count > keep)
        {
            var partner = open[^1];
            open.RemoveAt(open.Count - 1);
            _stack.RemoveAt(_stack.Count - 1);
            var token = new Token(TokenKind.Close, "") { Mark = partner.Mark, Partner = partner };
            if (partner.Mark.Kind == RichTextMark.LinkKind)
            {
                token.Output = "](" + Destination(partner.Mark, resolveLink) + ")";
            }

            _tokens.Add(token);
        }
    }

    /// <summary>Marks that surround text, as opposed to those that belong to one run (code, mentions, images).</summary>
    private static bool IsWrapper(RichTextRun run, RichTextMark mark)
    {
        if (mark.Kind is RichTextMark.CodeKind or RichTextMark.HtmlKind || mark.IsAtomic)
        {
            return false;
        }

        // Two links on one run: only the first can be a Markdown link.
        return mark.Kind != RichTextMark.LinkKind || run.Marks[0] == mark;
    }

    private static bool HasWrapper(RichTextRun run, RichTextMark mark)
    {
        foreach (var own in run.Marks)
        {
            if (own == mark)
            {
                return IsWrapper(run, mark);
            }
        }

        return false;
    }

    private void WriteCore(RichTextRun run, InlinePlace place, bool isLast, RichText text, int index)
    {
        string? core = null;
        RichTextMark? native = null;
        var isCode = false;
        foreach (var mark in run.Marks)
        {
            if (native is not null || IsWrapper(run, mark))
            {
                continue;
            }

            switch (mark.Kind)
            {
                case RichTextMark.CodeKind when mark == RichTextMark.Code && IsCodeSpan(run.Text):
                    core = CodeSpan(run.Text);
                    native = mark;
                    isCode = true;
                    break;
                case RichTextMark.ImageKind when mark.ArgumentsJson is null || mark.Title is { Length: > 0 }:
                    core = Image(run.Text == RichText.ImageText ? "" : run.Text, mark);
                    native = mark;
                    break;
                case RichTextMark.HtmlKind
                    when mark == RichTextMark.Html
                        && HtmlElements.IsInlineHtml(run.Text)
                        && (place != InlinePlace.Paragraph || !IsAtLineStart() || HtmlMayStartLine(text, index)):
                    core = run.Text;
                    native = mark;
                    break;
                default:
                    break;
            }
        }

        var generic = run.Marks.Where(mark => !IsWrapper(run, mark) && mark != native).ToList();
        if (
            generic is [{ Kind: RichTextMark.EquationKind, ArgumentsJson: null } equation]
            && native is null
            && run.Text == RichText.EquationText
            && IsInlineMath(equation.Argument!)
            && CanSurroundMath(text, index, isLast)
        )
        {
            _tokens.Add(new Token(TokenKind.Raw, "$" + equation.Argument + "$"));
            return;
        }

        foreach (var mark in generic)
        {
            _tokens.Add(new Token(TokenKind.Raw, HtmlElements.Opening(mark)));
        }

        _tokens.Add(
            core is null ? new Token(TokenKind.Text, run.Text) : new Token(TokenKind.Raw, core) { IsCode = isCode }
        );
        for (var i = generic.Count - 1; i >= 0; i--)
        {
            _tokens.Add(new Token(TokenKind.Raw, HtmlElements.Closing(generic[i])));
        }
    }

    private bool IsAtLineStart() =>
        _tokens.Count == 0 || (_tokens[^1].Kind == TokenKind.Text && _tokens[^1].Output.EndsWith('\n'));

    /// <summary>A line of nothing but a tag would be a block of HTML, so text must follow the tag at once.</summary>
    private static bool HtmlMayStartLine(RichText text, int index) =>
        HtmlElements.MayStartLine(text.Runs[index].Text)
        && index + 1 < text.Runs.Length
        && char.IsLetterOrDigit(text.Runs[index + 1].Text[0])
        && text.Runs[index + 1].Find(RichTextMark.HtmlKind) is null;

    private bool CanSurroundMath(RichText text, int index, bool isLast)
    {
        // Markdig wants white space or punctuation around; markup of ours is punctuation, plain text may not be.
        var before =
            _tokens.Count == 0 ? ' '
            : _tokens[^1].Kind == TokenKind.Text ? _tokens[^1].Output[^1]
            : '*';
        var after = isLast ? ' ' : text.Runs[index + 1].Text[0];
        if (!isLast && text.Runs[index + 1].IsAtomic)
        {
            // Two equations side by side would be read as "$$".
            return false;
        }

        return IsSafe(before) && IsSafe(after);

        static bool IsSafe(char c) => c is ' ' or '*' or '.' or ',' or ';' or ':' or '(' or ')' or '"';
    }

    private static bool IsInlineMath(string latex) =>
        latex.Length > 0
        && !char.IsWhiteSpace(latex[0])
        && !char.IsWhiteSpace(latex[^1])
        && latex[^1] != '\\'
        && latex.AsSpan().IndexOfAny("$\n\r`|") < 0
        && !latex.Any(c => char.IsControl(c) || char.IsSurrogate(c));

    private static bool IsCodeSpan(string text) =>
        text.AsSpan().IndexOfAny('\n', '\r') < 0 && !text.Any(char.IsControl);

    private static string CodeSpan(string text)
    {
        var longest = 0;
        var length = 0;
        foreach (var c in text)
        {
            length = c == '`' ? length + 1 : 0;
            longest = Math.Max(longest, length);
        }

        var fence = new string('`', longest + 1);
        var needsSpace =
            text[0] == '`'
            || text[^1] == '`'
            || (text[0] == ' ' && text[^1] == ' ' && text.AsSpan().ContainsAnyExcept(' '));
        return needsSpace ? $"{fence} {text} {fence}" : fence + text + fence;
    }

    private string Image(string alternative, RichTextMark mark)
    {
        var text = new StringBuilder();
        Escape(text, alternative, InlinePlace.Alternative, atLineStart: false, atEnd: true, isFollowed: false);
        return $"![{text}]({Destination(mark, resolveImage)})";
    }

    private static string Destination(RichTextMark mark, Func<string, string?>? resolve)
    {
        var url = mark.Argument!;
        url = resolve?.Invoke(url) ?? url;
        var isSafe =
            SafeUrl().IsMatch(url)
            && (!url.Contains('&', StringComparison.Ordinal) || !url.Contains(';', StringComparison.Ordinal));
        var destination = isSafe ? url : InAngles(url);
        return mark.Title is { Length: > 0 } title ? $"{destination} \"{Quoted(title)}\"" : destination;
    }

    private static string InAngles(string url) => $"<{Quoted(url)}>";

    private static string Quoted(string text)
    {
        var output = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && (c != ' ' || i == 0 || i == text.Length - 1)))
            {
                AppendEntity(output, c);
            }
            else
            {
                if (c == '&' && MayBeEntity(text, i))
                {
                    // Markdig reads an entity in an address even behind a backslash.
                    output.Append("&amp;");
                    continue;
                }

                if (c is '<' or '>' or '"' or '\\' or '|' or '`')
                {
                    output.Append('\\');
                }

                output.Append(c);
            }
        }

        return output.ToString();
    }

    private void EscapeTexts(InlinePlace place)
    {
        var atLineStart = true;
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = _tokens[i];
            if (token.Kind != TokenKind.Text)
            {
                atLineStart = false;
                continue;
            }

            var isLast = i == _tokens.Count - 1;
            var endsWithNewline = token.Output[^1] == '\n' && !isLast;
            var output = new StringBuilder(token.Output.Length + 8);
            Escape(output, token.Output, place, atLineStart, isLast, !isLast);
            token.Output = output.ToString();
            atLineStart = endsWithNewline && place == InlinePlace.Paragraph;
        }
    }

    /// <param name="output">Receives the escaped text.</param>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="atLineStart">Whether the text begins a line.</param>
    /// <param name="atEnd">Whether nothing follows it.</param>
    /// <param name="isFollowed">Whether markup follows it.</param>
    private void Escape(
        StringBuilder output,
        string text,
        InlinePlace place,
        bool atLineStart,
        bool atEnd,
        bool isFollowed
    )
    {
        var isBlockText = place == InlinePlace.Paragraph;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isLastChar = i == text.Length - 1;
            if (c < 128 ? Plain.Contains(c) && !atLineStart : !IsSpace(c) && !atLineStart)
            {
                // Letters and digits need care only where a bare link would begin.
                if (c is ':' or '.')
                {
                    AppendLinkBreaker(output, text, i);
                }
                else
                {
                    output.Append(c);
                }

                continue;
            }

            if (c == '\n')
            {
                var isEdge = (i == 0 && output.Length == 0 && atLineStart) || (isLastChar && atEnd);
                if (isEdge || place == InlinePlace.Alternative)
                {
                    output.Append("&#10;");
                    continue;
                }

                output.Append(isBlockText ? "\\\n" : "<br>");
                atLineStart = isBlockText;
                continue;
            }

            var startsLine = atLineStart;
            atLineStart = false;
            if (IsSpace(c))
            {
                // A cell is trimmed through the links and images at its edges.
                var isCellEdge = place is InlinePlace.Cell or InlinePlace.Alternative && (i == 0 || isLastChar);
                var endsLine = isCellEdge || (isLastChar ? atEnd : text[i + 1] == '\n');
                if (c != ' ' && (c < 0xA0 || c is '\u2028' or '\u2029' or '\uFEFF') || startsLine || endsLine)
                {
                    AppendEntity(output, c);
                }
                else
                {
                    output.Append(c);
                }

                continue;
            }

            if (startsLine && AppendLineStart(output, text, ref i))
            {
                continue;
            }

            AppendEscaped(output, text, i, place, isLastChar && isFollowed);
        }
    }

    private void AppendEscaped(StringBuilder output, string text, int i, InlinePlace place, bool isBeforeMarkup)
    {
        var c = text[i];
        var next = i + 1 < text.Length ? text[i + 1] : '\0';
        switch (c)
        {
            case '`' when isBeforeMarkup:
                // An escaped backtick in front of a code span keeps Markdig from seeing the span.
                AppendEntity(output, c);
                return;
            case ']' when ClosesFootnoteReference(text, i):
                output.Append(c);
                return;
            case '\\' or '`' or '*' or ']' or '~' or '$' or '|':
                output.Append('\\').Append(c);
                return;
            case '[':
                if (!IsFootnoteReference(text, i))
                {
                    output.Append('\\');
                }

                output.Append(c);
                return;
            case '_':
                var isInsideWord =
                    i > 0 && char.IsLetterOrDigit(text[i - 1]) && next != '\0' && char.IsLetterOrDigit(next);
                output.Append(isInsideWord ? "_" : "\\_");
                return;
            case '<':
                output.Append(next is ' ' or '=' or '-' or >= '0' and <= '9' ? "<" : "\\<");
                return;
            case '&':
                output.Append(MayBeEntity(text, i) ? "\\&" : "&");
                return;
            case '!':
                output.Append(isBeforeMarkup || next == '[' ? "\\!" : "!");
                return;
            case '#' when place == InlinePlace.Heading:
                output.Append("\\#");
                return;
            case ':' or '.':
                AppendLinkBreaker(output, text, i);
                return;
            default:
                output.Append(c);
                return;
        }
    }

    private bool ClosesFootnoteReference(string text, int end)
    {
        if (Footnotes.Count == 0 || end == 0)
        {
            return false;
        }

        var start = text.LastIndexOf('[', end - 1);
        return start >= 0 && IsFootnoteReference(text, start) && text.IndexOf(']', start) == end;
    }

    /// <summary>An entity needs a semicolon soon; the longest name has 31 characters.</summary>
    private static bool MayBeEntity(string text, int ampersand)
    {
        var rest = text.AsSpan(ampersand + 1);
        return rest.Length > 0
            && (char.IsAsciiLetterOrDigit(rest[0]) || rest[0] == '#')
            && rest[..Math.Min(rest.Length, 40)].Contains(';');
    }

    private bool IsFootnoteReference(string text, int start)
    {
        if (Footnotes.Count == 0 || start + 1 >= text.Length || text[start + 1] != '^')
        {
            return false;
        }

        var end = text.IndexOf(']', start);
        return end > 0
            && (end + 1 == text.Length || text[end + 1] is not ('(' or '[' or ':'))
            && Footnotes.Contains(text[(start + 2)..end]);
    }

    /// <summary>Escapes what would make the line something else than text. Returns whether it wrote the character.</summary>
    private static bool AppendLineStart(StringBuilder output, string text, ref int i)
    {
        var c = text[i];
        if (c is '#' or '+' or '-' or '=' or '>' or ':')
        {
            output.Append('\\').Append(c);
            return true;
        }

        if (char.IsAsciiDigit(c))
        {
            var end = i;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            output.Append(text, i, end - i);
            i = end - 1;
            if (end < text.Length && text[end] is '.' or ')')
            {
                output.Append('\\').Append(text[end]);
                i = end;
            }

            return true;
        }

        return false;
    }

    /// <summary>Writes a colon or a full stop, escaped where a bare link would be seen in plain text.</summary>
    private static void AppendLinkBreaker(StringBuilder output, string text, int i)
    {
        var before = text.AsSpan(0, i);
        var isLink =
            text[i] == ':'
                ? before.EndsWith("http")
                    || before.EndsWith("https")
                    || before.EndsWith("ftp")
                    || before.EndsWith("mailto")
                    || before.EndsWith("tel")
                : before.EndsWith("www");
        if (isLink)
        {
            output.Append('\\');
        }

        output.Append(text[i]);
    }

    /// <summary>What an editor or a parser may drop: white space, control characters, the byte order mark.</summary>
    private static bool IsSpace(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || c == '\uFEFF';

    private static void AppendEntity(StringBuilder output, char c)
    {
        if (c == '\u00A0')
        {
            output.Append("&nbsp;");
        }
        else
        {
            output.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
        }
    }

    private void ChooseDelimiters()
    {
        for (var i = 0; i < _tokens.Count; i++)
        {
            var token = _tokens[i];
            if (token.Kind is not (TokenKind.Open or TokenKind.Close) || token.Mark.Kind == RichTextMark.LinkKind)
            {
                continue;
            }

            token.CannotDelimit = DelimiterOf(token.Mark) is null || !Flanks(i, token.Kind == TokenKind.Open);
        }

        foreach (var token in _tokens)
        {
            if (token.Kind != TokenKind.Close || token.Mark.Kind == RichTextMark.LinkKind)
            {
                continue;
            }

            var open = token.Partner!;
            if (open.CannotDelimit || token.CannotDelimit)
            {
                open.Delimiter = HtmlElements.Opening(open.Mark);
                token.Delimiter = HtmlElements.Closing(open.Mark);
            }
            else
            {
                open.Delimiter = token.Delimiter = DelimiterOf(open.Mark);
            }
        }
    }

    private static string? DelimiterOf(RichTextMark mark) =>
        mark == RichTextMark.Bold ? "**"
        : mark == RichTextMark.Italic ? "_"
        : mark == RichTextMark.Strike ? "~~"
        : null;

    /// <summary>
    /// CommonMark's flanking rules, in the strict form for underscores. All markup is punctuation, so the choice for
    /// one delimiter does not change its neighbours' class.
    /// </summary>
    private bool Flanks(int index, bool isOpening)
    {
        var before = index == 0 ? CharClass.Space : ClassOf(_tokens[index - 1], atEnd: true);
        var after = index == _tokens.Count - 1 ? CharClass.Space : ClassOf(_tokens[index + 1], atEnd: false);
        if (before == CharClass.Unsure || after == CharClass.Unsure)
        {
            return false;
        }

        var (inner, outer) = isOpening ? (after, before) : (before, after);
        return inner != CharClass.Space
            && (inner == CharClass.Word ? outer != CharClass.Word : outer is CharClass.Space or CharClass.Punctuation);
    }

    private enum CharClass
    {
        Space,
        Punctuation,
        Word,
        Unsure,
    }

    private static CharClass ClassOf(Token token, bool atEnd)
    {
        if (token.Kind is TokenKind.Open or TokenKind.Close || token.Output.Length == 0)
        {
            return CharClass.Punctuation;
        }

        var text = token.Output;
        if (token.Kind == TokenKind.Text && (atEnd ? EntityAtEnd().IsMatch(text) : text[0] == '&'))
        {
            // The parser looks through an entity on one side and not on the other.
            return CharClass.Unsure;
        }

        var c = atEnd ? text[^1] : text[0];
        if (char.IsSurrogate(c) || c == '\n')
        {
            return CharClass.Unsure;
        }

        if (char.IsWhiteSpace(c))
        {
            return CharClass.Space;
        }

        return char.IsPunctuation(c) || char.IsSymbol(c) ? CharClass.Punctuation
            : char.IsLetterOrDigit(c) ? CharClass.Word
            : CharClass.Unsure;
    }

    private static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789,.;:()/\"'%?@=+-^{}"
    );

    [GeneratedRegex(
        """\A[A-Za-z][A-Za-z0-9+.-]{1,30}:[A-Za-z0-9._~:/?#@!$&'()*+,=%-]*\z""",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Autolink();

    [GeneratedRegex("""\A[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+\z""", RegexOptions.CultureInvariant)]
    private static partial Regex SafeUrl();

    [GeneratedRegex("""&(?:#[0-9]+|nbsp);\z""", RegexOptions.CultureInvariant)]
    private static partial Regex EntityAtEnd();
}
