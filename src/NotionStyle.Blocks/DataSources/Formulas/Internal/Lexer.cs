using System.Text;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>Cuts an expression into pieces, one at a time.</summary>
internal sealed class Lexer(string text)
{
    private const string PropertyOpening = "{{notion:block_property:";

    private static readonly string[] Signs =
    [
        "==",
        "!=",
        "<=",
        ">=",
        "&&",
        "||",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "<",
        ">",
        "!",
        "?",
        ":",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
    ];

    private int _at;

    public Token Next()
    {
        SkipBlanks();
        var start = _at;
        var (kind, read) = Read();
        return new Token(kind, read, start, _at);
    }

    private (TokenKind Kind, string Text) Read()
    {
        if (_at >= text.Length)
            return (TokenKind.End, "");
        var start = _at;
        var c = text[_at];
        if (c == '"')
            return (TokenKind.Text, ReadText());
        if (char.IsAsciiDigit(c) || (c == '.' && IsDigitAt(_at + 1)))
            return (TokenKind.Number, ReadNumber());
        if (char.IsLetter(c) || c == '_')
        {
            while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] == '_'))
                _at++;
            return (TokenKind.Name, text[start.._at]);
        }

        if (string.CompareOrdinal(text, _at, PropertyOpening, 0, PropertyOpening.Length) == 0)
            return (TokenKind.PropertyId, ReadPropertyId());
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(text, _at, sign, 0, sign.Length) != 0)
                continue;
            _at += sign.Length;
            return (TokenKind.Sign, sign);
        }

        throw new FormulaException(start, Unexpected(c));
    }

    private static string Unexpected(char c) =>
        c switch
        {
            '\'' or '“' or '”' or '‘' or '’' => $"found {c}; texts stand in straight double quotes, as in \"text\".",
            '=' => "found \"=\"; equality is \"==\".",
            '&' => "found \"&\"; conditions are joined by \"and\" or \"&&\", texts by \"+\".",
            '|' => "found \"|\"; conditions are joined by \"or\" or \"||\".",
            ';' => "found \";\"; arguments are separated by commas.",
            _ when char.IsSurrogate(c) || char.IsControl(c) =>
                $"found the character U+{(int)c:X4}, which is no part of a formula outside of texts.",
            _ => $"found \"{c}\", which is no part of a formula outside of texts.",
        };

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (char.IsWhiteSpace(text[_at]) || text[_at] == '\uFEFF' || text[_at] == '\u200B')
                _at++;
            else if (StartsWith("/*"))
            {
                var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw new FormulaException(_at, "a comment begins here and has no end; it ends with \"*/\".");
                _at = end + 2;
            }
            else if (StartsWith("//"))
            {
                var end = text.AsSpan(_at).IndexOfAny('\n', '\r');
                _at = end < 0 ? text.Length : _at + end;
            }
            else
                return;
        }
    }

    private bool StartsWith(string opening) => string.CompareOrdinal(text, _at, opening, 0, opening.Length) == 0;

    private bool IsDigitAt(int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private void SkipDigits()
    {
        while (IsDigitAt(_at))
            _at++;
    }

    /// <summary>A dot belongs to the number only before a digit: <c>1.5</c>, but <c>1.format()</c>. The same holds for an exponent: <c>1e3</c>.</summary>
    private string ReadNumber()
    {
        var start = _at;
        SkipDigits();
        if (_at < text.Length && text[_at] == '.' && IsDigitAt(_at + 1))
        {
            _at++;
            SkipDigits();
        }

        if (_at < text.Length && text[_at] is 'e' or 'E')
        {
            var digits = _at + 1 < text.Length && text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
            if (IsDigitAt(digits))
            {
                _at = digits;
                SkipDigits();
            }
        }

        return text[start.._at];
    }

    /// <summary>
    /// Escapes are <c>\" \\ \n \t \r</c>. Any other backslash stays with its character, so that regular expressions may be written with one backslash or with two:
    /// <c>"\d"</c> and <c>"\\d"</c> are the same text.
    /// </summary>
    private string ReadText()
    {
        var start = _at++;
        var read = new StringBuilder();
        while (true)
        {
            if (_at >= text.Length)
                throw new FormulaException(start, "a text begins here and has no end; it ends with a double quote.");
            var c = text[_at++];
            if (c == '"')
                return read.ToString();
            if (c == '\\' && _at < text.Length && text[_at] is '"' or '\\' or 'n' or 't' or 'r')
            {
                c = text[_at++] switch
                {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    var other => other,
                };
            }

            read.Append(c);
        }
    }

    private string ReadPropertyId()
    {
        var start = _at;
        var end = text.IndexOf("}}", _at, StringComparison.Ordinal);
        if (end < 0)
            throw new FormulaException(start, "a property begins here and has no end; it ends with \"}}\".");
        _at = end + 2;
        var inner = text[(start + PropertyOpening.Length)..end];
        var colon = inner.IndexOf(':', StringComparison.Ordinal);
        return Uri.UnescapeDataString(colon < 0 ? inner : inner[..colon]);
    }
}
