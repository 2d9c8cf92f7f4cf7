using System.Buffers.Binary;
using System.Buffers.Text;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Ports;

public sealed class KeysetCursorTests
{
    private const int KeysAt = 49;
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly string?[] Samples = [null, "", "a", "\u00e9\u4e2d", "\U0001F600", "null", "1e5", "[\"x\"]"];

    [Fact]
    public void A_cursor_comes_back_as_it_was_given_out()
    {
        Seeds.ForEach(
            300,
            seed =>
            {
                var cursor = Cursor(new Random(seed));
                var text = cursor.Encode();
                Assert.Matches("^[A-Za-z0-9_-]+$", text);
                var back = Read(cursor, text, Now.AddMinutes(1));
                Assert.Equal(
                    (cursor.Scope, cursor.Question, cursor.IssuedAt, cursor.LastId),
                    (back.Scope, back.Question, back.IssuedAt, back.LastId)
                );
                Assert.Equal(cursor.Keys, back.Keys);
            }
        );
    }

    [Fact]
    public void The_longest_cursor_is_short_enough_to_be_taken_back()
    {
        var key = new string('\u4e2d', KeysetCursor.KeyLengthMaximum);
        var cursor = Cursor(new Random(1)) with { Keys = [.. Enumerable.Repeat(key, KeysetCursor.KeysMaximum)] };
        Assert.Equal(cursor.Keys, Read(cursor, cursor.Encode(), Now).Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("!!!!")]
    [InlineData("\u00e9")]
    [InlineData(" ")]
    [InlineData("A")]
    [InlineData("====")]
    public void What_is_no_cursor_is_refused_by_its_name(string text) =>
        Assert.StartsWith("start_cursor ", Refused(Cursor(new Random(1)), text), StringComparison.Ordinal);

    [Fact]
    public void A_very_long_text_is_refused_without_being_decoded() =>
        Refused(Cursor(new Random(1)), new string('A', 10_000_000));

    [Fact]
    public void Random_and_mutilated_texts_are_refused_or_read_and_never_fail_in_another_way()
    {
        Seeds.ForEach(
            5_000,
            seed =>
            {
                var random = new Random(seed);
                var cursor = Cursor(random);
                var bytes = Base64Url.DecodeFromChars(cursor.Encode());
                for (var i = random.Next(4); i > 0; i--)
                    bytes[
                        random.Chance(0.7) && bytes.Length > KeysAt
                            ? random.Next(KeysAt, bytes.Length)
                            : random.Next(bytes.Length)
                    ] = (byte)random.Next(256);
                var text = Base64Url.EncodeToString(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
                if (random.Chance(0.3) && text.Length > 0)
                    text = text.Insert(random.Next(text.Length), random.Pick(["=", " ", "+", "\n", "\0", "\u4e2d"]));
                try
                {
                    var read = Read(cursor, text, Now);
                    Assert.Equal(cursor.Keys.Count, read.Keys.Count);
                    Assert.All(read.Keys, k => Assert.DoesNotContain('\0', k ?? ""));
                    foreach (var index in Enumerable.Range(0, read.Keys.Count))
                        _ = read.TimeAt(index);
                }
                catch (BlockStoreException refusal)
                {
                    Assert.True(refusal.Code is ErrorCode.ValidationError or ErrorCode.CursorExpired, refusal.Message);
                }
            },
            first: 310_000
        );
    }

    [Theory]
    [InlineData(new byte[] { 0, 2, 0 })]
    [InlineData(new byte[] { 0, 2, 0xff })]
    [InlineData(new byte[] { 0, 4, 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0, 3, 65 })]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    public void A_forged_key_is_refused(byte[] key)
    {
        var cursor = Cursor(new Random(1)) with { Keys = ["x"] };
        var bytes = Base64Url.DecodeFromChars(cursor.Encode());
        Refused(cursor, Base64Url.EncodeToString([.. bytes.AsSpan(0, KeysAt), .. key]));
    }

    [Fact]
    public void A_cursor_of_another_scope_another_question_or_another_number_of_keys_is_refused()
    {
        var cursor = Cursor(new Random(1)) with { Keys = ["x"] };
        var text = cursor.Encode();
        Refused(cursor with { Scope = Guid.NewGuid() }, text);
        Refused(cursor with { Question = cursor.Question + 1 }, text);
        Refused(cursor with { Keys = [] }, text);
        Refused(cursor with { Keys = ["x", "y"] }, text);
    }

    [Fact]
    public void A_question_is_who_asks_and_every_part_of_it_in_its_place()
    {
        var actor = new Actor(Guid.NewGuid(), Guid.NewGuid());
        ulong[] questions =
        [
            KeysetCursor.QuestionOf(actor),
            KeysetCursor.QuestionOf(actor, ""),
            KeysetCursor.QuestionOf(actor, [null]),
            KeysetCursor.QuestionOf(actor, "ab", "c"),
            KeysetCursor.QuestionOf(actor, "a", "bc"),
            KeysetCursor.QuestionOf(actor, "bc", "a"),
            KeysetCursor.QuestionOf(actor with { UserId = Guid.NewGuid() }, "ab", "c"),
            KeysetCursor.QuestionOf(actor with { SpaceId = Guid.NewGuid() }, "ab", "c"),
        ];
        Assert.Equal(questions.Length, questions.Distinct().Count());
        Assert.Equal(questions[3], KeysetCursor.QuestionOf(actor, "ab", "c"));
    }

    [Fact]
    public void A_time_comes_back_to_the_tick_and_a_forged_one_is_refused()
    {
        var time = Now.AddTicks(12_345_670);
        var cursor = Cursor(new Random(1)) with
        {
            Keys = [KeysetCursor.TimeKey(time), null, "-1", "9223372036854775807", " 1", "x"],
        };
        Assert.Equal(time, cursor.TimeAt(0));
        for (var i = 1; i < cursor.Keys.Count; i++)
            Assert.Equal(ErrorCode.ValidationError, Assert.Throws<BlockStoreException>(() => cursor.TimeAt(i)).Code);
    }

    [Theory]
    [InlineData(24 * 60, true)]
    [InlineData(24 * 60 + 1, false)]
    [InlineData(-60, true)]
    [InlineData(-61, false)]
    public void A_cursor_lives_for_a_day_and_may_come_from_a_clock_that_is_an_hour_ahead(int minutes, bool isTaken)
    {
        var cursor = Cursor(new Random(1));
        var then = Now.AddMinutes(minutes);
        if (isTaken)
            Assert.Equal(cursor.Keys, Read(cursor, cursor.Encode(), then).Keys);
        else
            Refused(cursor, cursor.Encode(), ErrorCode.CursorExpired, then);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_forged_time_of_issue_is_expired(long seconds)
    {
        var cursor = Cursor(new Random(1));
        var bytes = Base64Url.DecodeFromChars(cursor.Encode());
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), seconds);
        Refused(cursor, Base64Url.EncodeToString(bytes), ErrorCode.CursorExpired);
    }

    [Fact]
    public void A_cursor_of_another_format_is_refused()
    {
        var cursor = Cursor(new Random(1));
        var bytes = Base64Url.DecodeFromChars(cursor.Encode());
        bytes[0]++;
        Refused(cursor, Base64Url.EncodeToString(bytes));
    }

    [Fact]
    public void A_key_that_is_too_long_is_a_fault_of_the_program_and_not_given_out() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            (Cursor(new Random(1)) with { Keys = [new string('a', KeysetCursor.KeyLengthMaximum + 1)] }).Encode()
        );

    private static KeysetCursor Read(KeysetCursor expected, string text, DateTimeOffset now) =>
        KeysetCursor.Decode(text, expected.Scope, expected.Question, expected.Keys.Count, now);

    private static string Refused(
        KeysetCursor expected,
        string text,
        ErrorCode code = ErrorCode.ValidationError,
        DateTimeOffset? now = null
    )
    {
        var refusal = Assert.Throws<BlockStoreException>(() => Read(expected, text, now ?? Now));
        Assert.Equal(code, refusal.Code);
        return refusal.Message;
    }

    private static KeysetCursor Cursor(Random random) =>
        new(
            random.NextGuid(),
            (ulong)random.NextInt64(),
            Now,
            [.. Enumerable.Range(0, random.Next(5)).Select(_ => random.Pick(Samples))],
            random.NextGuid()
        );
}
