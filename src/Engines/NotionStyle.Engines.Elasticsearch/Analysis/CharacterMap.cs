using System.Buffers;
using System.Collections.Frozen;
using Lucene.Net.Analysis;

namespace NotionStyle.Engines.Elasticsearch.Analysis;

/// <summary>
/// Puts one character in place of another while a text is read. Lucene's filter, which knows rules of any length, makes a buffer for each text and looks each character up by itself; and
/// here no place in the text moves.
/// </summary>
internal sealed class CharacterMap : CharFilter
{
    private readonly Rules _rules;

    private CharacterMap(TextReader input, Rules rules)
        : base(input) => _rules = rules;

    /// <summary>Makes the filter of these rules; null when one of them is longer than a character.</summary>
    public static Func<TextReader, TextReader>? Make(IReadOnlyCollection<(string From, string To)> rules)
    {
        if (rules.Any(rule => rule.From.Length != 1 || rule.To.Length != 1))
            return null;
        var read = new Rules(
            SearchValues.Create([.. rules.Select(rule => rule.From[0])]),
            rules.ToFrozenDictionary(rule => rule.From[0], rule => rule.To[0])
        );
        return reader => new CharacterMap(reader, read);
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        var read = m_input.Read(buffer, index, count);
        var rest = buffer.AsSpan(index, Math.Max(0, read));
        for (int at; (at = rest.IndexOfAny(_rules.From)) >= 0; rest = rest[(at + 1)..])
            rest[at] = _rules.To[rest[at]];
        return read;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        var read = m_input.Read();
        return read >= 0 && _rules.To.TryGetValue((char)read, out var other) ? other : read;
    }

    /// <inheritdoc/>
    protected override int Correct(int currentOff) => currentOff;

    private sealed record Rules(SearchValues<char> From, FrozenDictionary<char, char> To);
}
