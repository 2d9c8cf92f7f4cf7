using System.Buffers.Text;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Ports;

public sealed class PageCursorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_cursor_comes_back_as_it_was_given_out()
    {
        Seeds.ForEach(
            200,
            seed =>
            {
                var random = new Random(seed);
                var cursor = Cursor(random, 1 + random.Next(StoreLimits.DepthMaximum));
                var text = cursor.Encode();
                Assert.Matches("^[A-Za-z0-9_-]+$", text);
                var back = PageCursor.Decode(text, cursor.PageId, Now.AddMinutes(1));
                Assert.Equal((cursor.PageId, cursor.IssuedAt), (back.PageId, back.IssuedAt));
                Assert.Equal(cursor.Levels, back.Levels);
            }
        );
    }

    [Fact]
    public void A_cursor_of_the_deepest_page_is_short_enough_to_be_taken_back()
    {
        var cursor = Cursor(new Random(1), StoreLimits.DepthMaximum + 1);
        Assert.Equal(cursor.Levels, PageCursor.Decode(cursor.Encode(), cursor.PageId, Now).Levels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    [InlineData("\u00e9")]
    [InlineData(" ")]
    [InlineData("A")]
    [InlineData("====")]
    public void What_is_no_cursor_is_refused(string text) => Refused(text, Guid.NewGuid(), ErrorCode.ValidationError);

    [Fact]
    public void A_very_long_text_is_refused_without_being_decoded() =>
        Refused(new string('A', 10_000_000), Guid.NewGuid(), ErrorCode.ValidationError);

    [Fact]
    public void Random_and_mutilated_texts_are_refused_or_read_and_never_fail_in_another_way()
    {
        Seeds.ForEach(
            3_000,
            seed =>
            {
                var random = new Random(seed);
                var cursor = Cursor(random, 1 + random.Next(3));
                var bytes = Base64Url.DecodeFromChars(cursor.Encode());
                for (var i = random.Next(4); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                var text = Base64Url.EncodeToString(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                if (random.Chance(0.3) && text.Length > 0)
                    text = text.Insert(random.Next(text.Length), random.Pick(["=", " ", "+", "\n", "\0", "\u4e2d"]));
                try
                {
                    var read = PageCursor.Decode(text, cursor.PageId, Now);
                    Assert.NotEmpty(read.Levels);
                    Assert.All(read.Levels, l => Assert.True(l.Index >= 0, $"index {l.Index}"));
                }
                catch (BlockStoreException) { }
            },
            first: 300_000
        );
    }

    [Fact]
    public void A_cursor_of_another_page_is_refused() =>
        Refused(Cursor(new Random(1), 1).Encode(), Guid.NewGuid(), ErrorCode.ValidationError);

    [Theory]
    [InlineData(24 * 60, true)]
    [InlineData(24 * 60 + 1, false)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    public void A_cursor_lives_for_a_day_and_may_come_from_a_clock_that_is_an_hour_ahead(int minutes, bool isTaken)
    {
        var cursor = Cursor(new Random(1), 2);
        var then = Now.AddMinutes(minutes);
        if (isTaken)
            Assert.Equal(cursor.Levels, PageCursor.Decode(cursor.Encode(), cursor.PageId, then).Levels);
        else
            Refused(cursor.Encode(), cursor.PageId, ErrorCode.CursorExpired, then);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_forged_time_is_expired(long seconds)
    {
        var cursor = Cursor(new Random(1), 1);
        var bytes = Base64Url.DecodeFromChars(cursor.Encode());
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), seconds);
        Refused(Base64Url.EncodeToString(bytes), cursor.PageId, ErrorCode.CursorExpired);
    }

    [Fact]
    public void A_forged_index_below_zero_is_refused()
    {
        var cursor = Cursor(new Random(1), 1);
        var forged = cursor with { Levels = [cursor.Levels[0] with { Index = -1 }] };
        Refused(forged.Encode(), cursor.PageId, ErrorCode.ValidationError);
    }

    [Fact]
    public void A_cursor_of_another_format_is_refused()
    {
        var cursor = Cursor(new Random(1), 1);
        var bytes = Base64Url.DecodeFromChars(cursor.Encode());
        bytes[0]++;
        Refused(Base64Url.EncodeToString(bytes), cursor.PageId, ErrorCode.ValidationError);
    }

    private static void Refused(string text, Guid pageId, ErrorCode code, DateTimeOffset? now = null) =>
        Assert.Equal(code, Assert.Throws<BlockStoreException>(() => PageCursor.Decode(text, pageId, now ?? Now)).Code);

    private static PageCursor Cursor(Random random, int levels) =>
        new(
            random.NextGuid(),
            Now,
            [
                .. Enumerable
                    .Range(0, levels)
                    .Select(_ => new PageCursor.Level(random.NextGuid(), random.NextGuid(), random.Next())),
            ]
        );
}
