using NotionStyle.Dashboard.Databases;

namespace NotionStyle.Dashboard.Tests.Databases;

public sealed class FigureTests
{
    private static readonly double[] Bounds = [0.001, 0.01, 0.1];

    [Fact]
    public void Only_what_came_between_two_states_counts()
    {
        var delta = new HistogramDelta();
        delta.Add(Bounds, [100, 0, 0, 0], [100, 10, 0, 0]);
        Assert.Equal(10, delta.Total);
        Assert.Equal(0.0055, delta.Quantile(0.5)!.Value, 6);
        Assert.Equal(0.00991, delta.Quantile(0.99)!.Value, 6);
    }

    [Fact]
    public void Histograms_of_several_processes_add_up_and_one_that_began_anew_counts_whole()
    {
        var delta = new HistogramDelta();
        delta.Add(Bounds, null, [1, 1, 0, 0]);
        delta.Add(Bounds, [50, 50, 0, 0], [2, 0, 0, 0]);
        Assert.Equal(4, delta.Total);
        var sum = new HistogramDelta();
        sum.Add(delta);
        sum.Add(new HistogramDelta());
        sum.Add(delta);
        Assert.Equal(8, sum.Total);
    }

    [Fact]
    public void Past_the_last_bound_a_quantile_is_that_bound_and_without_measurements_there_is_none()
    {
        var delta = new HistogramDelta();
        Assert.Null(delta.Quantile(0.5));
        delta.Add(Bounds, null, [0, 0, 0, 5]);
        Assert.Equal(0.1, delta.Quantile(0.5));
    }

    [Fact]
    public void A_histogram_that_does_not_fit_its_bounds_is_left_out()
    {
        var delta = new HistogramDelta();
        delta.Add(Bounds, null, [1, 2]);
        delta.Add([], null, []);
        Assert.Equal(0, delta.Total);
        delta.Add(Bounds, null, [1, 0, 0, 0]);
        delta.Add([1, 2, 3], null, [1, 0, 0, 0]);
        Assert.Equal(1, delta.Total);
    }

    [Fact]
    public void Levels_have_as_many_different_values_each_however_far_apart_they_are()
    {
        var scale = ShardScale.Of(Enumerable.Range(0, 12).Select(i => (double?)Math.Pow(10, i)).Append(null).Append(0));
        Assert.Equal([1e1, 1e3, 1e5, 1e7, 1e9, 1e11], scale.Bounds);
        Assert.Equal([1, 1, 2, 6], new double?[] { 1, 10, 11, 1e11 }.Select(v => scale.LevelOf(v)!.Value));
        Assert.Equal((null, 0), (scale.LevelOf(null), scale.LevelOf(0)));
    }

    [Fact]
    public void Few_values_are_spread_over_the_whole_scale()
    {
        Assert.Empty(ShardScale.Of([null, 0]).Bounds);
        Assert.Equal(6, ShardScale.Of([7, 7, 7]).LevelOf(7));
        var two = ShardScale.Of([1, 2]);
        Assert.Equal((1, 6), (two.LevelOf(1), two.LevelOf(2)));
    }
}
