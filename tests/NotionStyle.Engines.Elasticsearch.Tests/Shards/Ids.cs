using System.Globalization;

namespace NotionStyle.Engines.Elasticsearch.Tests.Shards;

/// <summary>Ids of several shapes: rising, in no order, with long common beginnings, short, and beyond ASCII.</summary>
internal static class Ids
{
    private static readonly string Shared = new('s', 15);

    public static Func<Random, string>[] Makers { get; } =
    [
        // Milliseconds that go on by hundreds, as version 7 has them.
        random => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddMilliseconds(random.NextInt64(1L << 40))).ToString(),
        random =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes).ToString();
        },
        random => random.Next(500).ToString(CultureInfo.InvariantCulture),
        random => Shared + random.Next(500).ToString(CultureInfo.InvariantCulture),
        random => new string((char)('a' + random.Next(3)), random.Next(1, 40)),
        random => string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => Character(random))),
    ];

    private static string Character(Random random) =>
        random.Next(4) switch
        {
            0 => ((char)random.Next('0', 'z')).ToString(),
            1 => ((char)random.Next(0x80, 0x800)).ToString(),
            2 => ((char)random.Next(0x4E00, 0x9FFF)).ToString(),
            _ => char.ConvertFromUtf32(random.Next(0x1F300, 0x1F9FF)),
        };
}
