using NotionStyle.Dashboard.Components.Kit;

namespace NotionStyle.Dashboard.Tests.Kit;

public sealed class FormatTests
{
    [Theory]
    [InlineData(0, "0 ns")]
    [InlineData(950, "950 ns")]
    [InlineData(12_345, "12.3 µs")]
    [InlineData(4_560_000, "4.56 ms")]
    [InlineData(123_400_000, "123 ms")]
    [InlineData(1_230_000_000, "1.23 s")]
    [InlineData(125_000_000_000, "2 min 5 s")]
    public void A_duration_has_three_digits_and_its_unit(long nanoseconds, string text) =>
        Assert.Equal(text, Format.Duration(nanoseconds));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1_572_864, "1.5 MiB")]
    public void Bytes_are_written_in_binary_units(long bytes, string text) => Assert.Equal(text, Format.Bytes(bytes));
}
