using NotionStyle.Dashboard.Components.Pages.Console;

namespace NotionStyle.Dashboard.Tests.Pages.Console;

public sealed class AnsiTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("\u001b[32minfo\u001b[0m: ok", "[fg2:info]: ok")]
    [InlineData("\u001b[1;4;91mx\u001b[22my\u001b[24;39mz", "[fg9 bold underline:x][fg9 underline:y]z")]
    [InlineData("\u001b[40m\u001b[1m\u001b[33mwarn\u001b[39m\u001b[22m\u001b[49m: x", "[fg3 bg0 bold:warn]: x")]
    [InlineData("\u001b[mx\u001b[;31my\u001b[0;mz", "x[fg1:y]z")]
    [InlineData("\u001b[38;5;9ma\u001b[38;5;196mb\u001b[38;5;21mc\u001b[38;5;240md", "[fg9:a][fg1:b][fg4:c][fg8:d]")]
    [InlineData("\u001b[38;2;10;200;10ma\u001b[48;2;0;0;0mb", "[fg2:a][fg2 bg0:b]")]
    [InlineData("\u001b[38:2::255:120:120ma\u001b[38:5:4mb", "[fg9:a][fg4:b]")]
    [InlineData("\u001b[4:3mcurl\u001b[4:0mflat", "[underline:curl]flat")]
    [InlineData("\u001b[58;5;1;1mx", "[bold:x]")]
    [InlineData("\u001b[7;9mx", "[strike inverse:x]")]
    [InlineData("\u009b31mx", "[fg1:x]")]
    public void Colours_and_styles_are_kept(string line, string expected) => Assert.Equal(expected, Show(line));

    [Theory]
    [InlineData("a\u001b[2Kb\u001b[1;1Hc\u001b[?25ld", "abcd")]
    [InlineData("a\u001b]0;title\ab\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\c", "ablinkc")]
    [InlineData("a\u001b(Bb\u001b=c\u001bMd", "abcd")]
    [InlineData("a\u001bP1$r0m\u001b\\b\u001b_x\u001b\\c", "abc")]
    [InlineData("a\rb\bc\u0007d\u0000e\u007ff\u0085g\th", "abcdefg\th")]
    [InlineData("\u001b[>4;1mx\u001b[?31my\u001b[31 mz", "xyz")]
    public void Everything_else_is_taken_out(string line, string expected) => Assert.Equal(expected, Show(line));

    [Theory]
    [InlineData("a\u001b", "a")]
    [InlineData("a\u001b[", "a")]
    [InlineData("a\u001b[31", "a")]
    [InlineData("a\u001b[31;", "a")]
    [InlineData("a\u001b[\u001b[31mb", "a[fg1:b]")]
    [InlineData("a\u001b[31\nb", "ab")]
    [InlineData("a\u001b[31éb", "aéb")]
    [InlineData("a\u001b]0;never ends", "a0;never ends")]
    [InlineData("\u001b[38mx", "x")]
    [InlineData("\u001b[38;5mx", "x")]
    [InlineData("\u001b[38;5;999mx", "x")]
    [InlineData("\u001b[38;2;1;2mx", "x")]
    [InlineData("\u001b[38;7;1;31mx", "x")]
    [InlineData("\u001b[99999999999999999999mx\u001b[31my", "x[fg1:y]")]
    [InlineData("a\u001b ", "a")]
    [InlineData("a\u001béb", "aéb")]
    public void A_broken_sequence_takes_nothing_but_itself_along(string line, string expected) =>
        Assert.Equal(expected, Show(line));

    [Fact]
    public void A_colour_goes_on_in_the_next_line()
    {
        var style = default(AnsiStyle);

        AnsiText.Parse("a\u001b[31mb", ref style);
        var runs = AnsiText.Parse("c", ref style);

        Assert.Equal("fg1", Assert.Single(runs).Style.CssClass);
    }

    [Fact]
    public void A_sequence_with_thousands_of_parameters_is_read_as_far_as_it_makes_sense()
    {
        var line = "\u001b[" + string.Join(';', Enumerable.Repeat("1", 10_000)) + "mx";

        Assert.Equal("[bold:x]", Show(line));
    }

    [Fact]
    public void Random_bytes_leave_no_control_characters_and_lose_no_letters_outside_of_sequences()
    {
        const string Alphabet = "\u001b\u001b[[]0;m1349:?>= \a\\\u009b\u009d\n\tXz";
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var line = new string(random.GetItems(Alphabet.AsSpan(), random.Next(1, 40)));

            var text = AnsiText.Plain(line);

            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\t');
            Assert.True(text.Length <= line.Length, $"seed {seed}");
            // "z" ends a sequence or is text; only a string that is closed may hold one.
            if (!line.Contains('\u001b') && !line.Contains('\u009b') && !line.Contains('\u009d'))
                Assert.Equal(line.Count(c => c == 'z'), text.Count(c => c == 'z'));
        }
    }

    private static string Show(string line)
    {
        var style = default(AnsiStyle);
        return string.Concat(
            AnsiText.Parse(line, ref style).Select(r => r.Style.CssClass is { } look ? $"[{look}:{r.Text}]" : r.Text)
        );
    }
}
