using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using NotionStyle.Blocks.DataSources.Values;

namespace NotionStyle.Blocks.DataSources.Formulas.Internal;

/// <summary>
/// Regular expressions: .NET's engine that never goes back, so that a search takes a time in proportion to the text, whatever the pattern. It knows no look-around and
/// no back-references.
/// </summary>
/// <remarks>A pattern that stands in the formula is checked when the formula is read. One that is computed and is no pattern makes no value.</remarks>
internal static class PatternFunctions
{
    public static IEnumerable<Function> All { get; } =
    [
        new("test", 2, 2, "test(text, pattern)", static _ => FormulaType.Flag, Guarded(Test)) { Check = CheckPattern },
        new("match", 2, 2, "match(text, pattern)", static _ => FormulaType.List, Guarded(Match))
        {
            Check = CheckPattern,
        },
        new(
            "replace",
            3,
            3,
            "replace(text, pattern, replacement)",
            static _ => FormulaType.Text,
            Guarded(c => Replace(c, 1))
        )
        {
            Check = CheckPattern,
        },
        new(
            "replaceAll",
            3,
            3,
            "replaceAll(text, pattern, replacement)",
            static _ => FormulaType.Text,
            Guarded(c => Replace(c, FormulaLimits.TextMaximum + 1))
        )
        {
            Check = CheckPattern,
        },
    ];

    private static string? CheckPattern(Node[] arguments)
    {
        if (arguments[1] is not ConstantNode { Value: Value.Text { Content: var pattern } })
            return null;
        try
        {
            Create(pattern);
            return null;
        }
        catch (FormulaStoppedException)
        {
            return $"the pattern has {pattern.Length} characters; at most {FormulaLimits.PatternMaximum} are allowed.";
        }
        catch (NotSupportedException)
        {
            return $"the pattern \"{pattern}\" uses look-around, a back-reference or too many repetitions, which are not offered; write it without.";
        }
        catch (ArgumentException wrong)
        {
            return $"the pattern \"{pattern}\" is no regular expression: {wrong.Message}";
        }
    }

    private static Regex Create(string pattern)
    {
        if (pattern.Length > FormulaLimits.PatternMaximum)
            throw new FormulaStoppedException();
        return new Regex(
            pattern,
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
            FormulaLimits.PatternTimeout
        );
    }

    private static Func<Call, Value> Guarded(Func<Call, Value> apply) =>
        call =>
        {
            try
            {
                return apply(call);
            }
            catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
            {
                return Value.Nothing;
            }
        };

    private static Regex Pattern(Call call) => call.Evaluation.Pattern(call.Text(1), Create);

    private static Value Test(Call call)
    {
        var text = call.Text(0);
        return Evaluation.Flag(Pattern(call).IsMatch(text));
    }

    private static Value Match(Call call)
    {
        var matches = new List<Value>();
        foreach (var match in Matches(call, call.Text(0), FormulaLimits.ListMaximum + 1))
            matches.Add(new Value.Text(match.Value));
        return call.Evaluation.List(matches);
    }

    private static Value Replace(Call call, int count)
    {
        var text = call.Text(0);
        var replacement = call.Text(2);
        var replaced = new StringBuilder();
        var at = 0;
        foreach (var match in Matches(call, text, count))
        {
            replaced.Append(text, at, match.Index - at);
            Expand(replaced, replacement, match);
            at = match.Index + match.Length;
            Evaluation.RequireLength(replaced.Length);
            call.Evaluation.ChargeText(replacement.Length);
        }

        replaced.Append(text, at, text.Length - at);
        return call.Evaluation.Text(replaced.ToString());
    }

    private static IEnumerable<Match> Matches(Call call, string text, int count)
    {
        var pattern = Pattern(call);
        Match? match = null;
        for (var found = 0; found < count; found++)
        {
            var started = Stopwatch.GetTimestamp();
            match = match is null ? pattern.Match(text) : match.NextMatch();
            call.Evaluation.Searched(Stopwatch.GetElapsedTime(started));
            call.Evaluation.Charge(1 + (match.Length / 64));
            if (!match.Success)
                yield break;
            yield return match;
        }
    }

    /// <summary>As JavaScript: <c>$1</c> to <c>$99</c>, <c>$&amp;</c> for the whole, <c>$$</c> for a dollar. Written here and not left to .NET, because the result must not grow without limit.</summary>
    private static void Expand(StringBuilder into, string replacement, Match match)
    {
        for (var at = 0; at < replacement.Length; at++)
        {
            var c = replacement[at];
            if (c != '$' || at + 1 == replacement.Length)
            {
                into.Append(c);
                continue;
            }

            var next = replacement[at + 1];
            if (next == '$')
            {
                into.Append('$');
                at++;
            }
            else if (next == '&')
            {
                into.Append(match.Value);
                at++;
            }
            else if (GroupAt(replacement, at + 1, match) is { } group)
            {
                into.Append(match.Groups[group.Number].Value);
                at += group.Digits;
            }
            else
            {
                into.Append('$');
            }

            Evaluation.RequireLength(into.Length);
        }
    }

    private static (int Number, int Digits)? GroupAt(string replacement, int at, Match match)
    {
        for (var digits = 2; digits > 0; digits--)
        {
            if (
                at + digits <= replacement.Length
                && int.TryParse(
                    replacement.AsSpan(at, digits),
                    System.Globalization.NumberStyles.None,
                    null,
                    out var number
                )
                && number > 0
                && number < match.Groups.Count
            )
                return (number, digits);
        }

        return null;
    }
}
