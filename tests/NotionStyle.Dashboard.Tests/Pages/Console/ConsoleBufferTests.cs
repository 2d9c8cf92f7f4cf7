using NotionStyle.Dashboard.Components.Pages.Console;
using NotionStyle.Dashboard.Resources;

namespace NotionStyle.Dashboard.Tests.Pages.Console;

public sealed class ConsoleBufferTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Lines_of_several_processes_stand_in_the_order_of_time()
    {
        var buffer = new ConsoleBuffer(100);

        buffer.Add([Line("a", 1, 10), Line("a", 2, 30)]);
        buffer.Add([Line("b", 1, 5), Line("b", 2, 20), Line("b", 3, 30)]);

        Assert.Equal(["b1", "a1", "b2", "a2", "b3"], Texts(buffer));
    }

    [Fact]
    public void The_oldest_lines_are_forgotten_and_counted()
    {
        var buffer = new ConsoleBuffer(3);

        buffer.Add([Line("a", 1, 1), Line("a", 2, 2), Line("a", 3, 3), Line("a", 4, 4)]);
        buffer.Add([Line("a", 5, 5)]);

        Assert.Equal(["a3", "a4", "a5"], Texts(buffer));
        Assert.Equal(2, buffer.Forgotten);
    }

    [Fact]
    public void The_tail_that_comes_again_after_a_lost_connection_is_not_shown_twice()
    {
        var buffer = new ConsoleBuffer(10);
        buffer.Add([Line("a", 1, 1), Line("a", 2, 2)]);

        buffer.Add([Line("a", 1, 1), Line("a", 2, 2), Line("a", 3, 3)]);
        buffer.Clear();
        buffer.Add([Line("a", 2, 2), Line("a", 3, 3), Line("a", 4, 4)]);

        Assert.Equal(["a4"], Texts(buffer));
    }

    [Fact]
    public void A_host_that_was_started_again_and_counts_anew_is_followed()
    {
        var buffer = new ConsoleBuffer(10);
        buffer.Add([Line("a", 7, 1)]);

        buffer.Add([Line("a", 1, 2)]);

        Assert.Equal(["a7", "a1"], Texts(buffer));
    }

    [Fact]
    public void A_line_of_a_million_letters_is_cut_and_says_so()
    {
        var buffer = new ConsoleBuffer(10);

        buffer.Add([new ConsoleLine("a", 1, Start, new string('x', 1_000_000), false)]);

        Assert.EndsWith("… (996000 more characters)", buffer.Entries[0].Text);
        Assert.True(buffer.Entries[0].Text.Length < ConsoleBuffer.MaximumLength + 50);
    }

    [Fact]
    public void A_match_is_marked_across_styles()
    {
        var buffer = new ConsoleBuffer(10);
        buffer.Add([new ConsoleLine("a", 1, Start, "ab\u001b[31mcd\u001b[0mef abc", false)]);

        var runs = ConsoleMarks.Split(buffer.Entries[0], "BCD");
        var twice = ConsoleMarks.Split(buffer.Entries[0], "ab");

        Assert.Equal("a|<b>|<cd>|ef abc", Show(runs));
        Assert.Equal("<ab>|cd|ef |<ab>|c", Show(twice));

        static string Show(IEnumerable<MarkedRun> runs) =>
            string.Join('|', runs.Select(r => r.IsMatch ? $"<{r.Text}>" : r.Text));
    }

    private static ConsoleLine Line(string id, int number, int second) =>
        new(id, number, Start.AddSeconds(second), $"{id}{number}", false);

    private static IEnumerable<string> Texts(ConsoleBuffer buffer) => buffer.Entries.Select(e => e.Text);
}
