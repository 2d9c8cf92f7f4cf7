using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Blocks.DataSources.Values;
using CultureInfo = System.Globalization.CultureInfo;
using DateTimeStyles = System.Globalization.DateTimeStyles;

namespace NotionStyle.Blocks.Tests.DataSources;

public sealed class RowOrderTests
{
    private static readonly RowKey Key = new RowKey.CreatedTime();

    [Fact]
    public void A_row_without_a_value_comes_last_whichever_way()
    {
        Value[] values =
        [
            Value.Nothing,
            new Value.Number(1),
            new Value.Text(""),
            new Value.Number(2),
            new Value.Many([]),
        ];
        Assert.Equal([1, 3, 0, 2, 4], Sorted(values, isDescending: false));
        Assert.Equal([3, 1, 0, 2, 4], Sorted(values, isDescending: true));
    }

    [Fact]
    public void What_the_sorts_leave_equal_stays_in_the_order_in_which_it_was_made()
    {
        Value[] values = [new Value.Text("b"), new Value.Text("A"), new Value.Text("B"), new Value.Text("a")];
        Assert.Equal([1, 3, 0, 2], Sorted(values, isDescending: false));
        Assert.Equal([0, 2, 1, 3], Sorted(values, isDescending: true));
    }

    [Fact]
    public void The_second_sort_orders_what_the_first_leaves_equal()
    {
        RowKey other = new RowKey.LastEditedTime();
        (Value First, Value Second)[] rows =
        [
            (new Value.Number(1), new Value.Number(1)),
            (new Value.Number(0), new Value.Number(5)),
            (new Value.Number(1), new Value.Number(2)),
        ];
        var sorted = RowOrder.Sort(
            [0, 1, 2],
            [new RowSort(Key, false), new RowSort(other, true)],
            (row, key) => key == Key ? rows[row].First : rows[row].Second
        );
        Assert.Equal([1, 2, 0], sorted);
    }

    [Fact]
    public void Options_stand_in_the_order_of_the_schema_and_no_comes_before_yes()
    {
        Assert.Equal([1, 0], Sorted([new Value.Choice("a", "A", 2), new Value.Choice("b", "B", 1)]));
        Assert.Equal([1, 0], Sorted([new Value.Flag(true), new Value.Flag(false)]));
    }

    [Fact]
    public void Text_is_ordered_by_code_points_of_its_lower_case()
    {
        string[] ordered = ["", " a", "10", "9", "Ab", "b", "Ö", "日本", "\uFFFD", "\U0001F600"];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 0], Sorted([.. ordered.Select(t => new Value.Text(t))]));
    }

    [Fact]
    public void Text_is_ordered_by_its_first_hundred_characters()
    {
        var long1 = string.Concat(Enumerable.Repeat("\U0001F600", TextFold.SortLength));
        Assert.Equal([0, 1], Sorted([new Value.Text(long1 + "b"), new Value.Text(long1 + "a")]));
        Assert.Equal([1, 0], Sorted([new Value.Text(long1[..^2] + "b"), new Value.Text(long1[..^2] + "a")]));
    }

    [Fact]
    public void Dates_are_ordered_by_when_they_begin()
    {
        Assert.Equal(
            [2, 1, 0],
            Sorted([Date("2026-03-10T00:00:00.001Z"), Date("2026-03-10"), Date("2026-03-10T00:30:00+01:00")])
        );
        Assert.True(SortKey.MicrosecondsOf(DateTimeOffset.UnixEpoch.AddTicks(-1)) == -1);
    }

    [Fact]
    public void People_and_rows_are_ordered_by_id()
    {
        var (low, high) = (
            Guid.Parse("0fffffff-0000-0000-0000-000000000000"),
            Guid.Parse("f0000000-0000-0000-0000-000000000000")
        );
        Assert.Equal([1, 0], Sorted([new Value.Person(high), new Value.Person(low)]));
        Assert.Equal([1, 0], Sorted([new Value.Row(high), new Value.Row(low)]));
    }

    [Fact]
    public void Several_values_are_ordered_by_the_first()
    {
        var (a, b) = (new Value.Choice("a", "A", 0), new Value.Choice("b", "B", 1));
        Assert.Equal([1, 0], Sorted([new Value.Many([b, a]), new Value.Many([a, b])]));
    }

    [Fact]
    public void Values_of_several_kinds_have_an_order_too()
    {
        Value[] values =
        [
            new Value.Person(Guid.NewGuid()),
            Date("2026-01-01"),
            new Value.Flag(false),
            new Value.Text("1"),
            new Value.Number(9),
        ];
        Assert.Equal([4, 3, 2, 1, 0], Sorted(values));
    }

    [Fact]
    public void Any_values_have_one_order()
    {
        // Signs alternate, dates and texts come in many forms: a comparison that is no order would throw or depend on the start.
        var random = new Random(1);
        Value[] values =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(i =>
                    (Value)(
                        random.Next(4) switch
                        {
                            0 => new Value.Number(random.Next(-5, 5)),
                            1 => new Value.Text(((char)random.Next('!', 'z')).ToString()),
                            2 => new Value.Flag(random.Next(2) == 0),
                            _ => Value.Nothing,
                        }
                    )
                ),
        ];
        var sorted = Sorted(values).Select(i => SortKey.Of(values[i])).ToList();
        foreach (var (before, after) in sorted.Zip(sorted.Skip(1)))
            Assert.True(SortKey.Compare(before, after, false) <= 0);
    }

    private static IEnumerable<int> Sorted(Value[] values, bool isDescending = false) =>
        RowOrder.Sort([.. Enumerable.Range(0, values.Length)], [new RowSort(Key, isDescending)], (i, _) => values[i]);

    private static Value.Date Date(string text) =>
        new(
            new DateRange(
                DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                text.Contains('T', StringComparison.Ordinal)
            )
        );
}
