using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace NotionStyle.Dashboard.Storage;

/// <summary>
/// By what a record is known again when a client sends it a second time. The same from a record as it comes and from its row, so that a restart changes nothing. Texts count as
/// they are stored (UTF-8), numbers as their bytes.
/// </summary>
internal sealed class RecordIdentity
{
    private readonly XxHash128 _hash = new();
    private byte[] _utf8 = new byte[4 << 10];

    /// <summary>A span: its trace and its own id. Within a trace two ids never meet; across traces as good as never.</summary>
    public static UInt128 OfSpan(UInt128 trace, ulong span) => trace ^ new UInt128(Mix(span), Mix(~span));

    /// <summary>A point: its series, time and values.</summary>
    public UInt128 OfPoint(int series, long time, double value, long count)
    {
        Number(series);
        Number(time);
        Number(BitConverter.DoubleToInt64Bits(value));
        Number(count);
        return Take();
    }

    /// <summary>A log record: everything in it. <paramref name="nth" /> counts how many the same came before it in its batch: a loop may write a line twice in one tick.</summary>
    public UInt128 OfLog(in LogFields log, int nth)
    {
        Number(log.Resource);
        Number(log.Time);
        Number(log.Severity);
        Number(nth);
        Number((long)(ulong)(log.TraceId >> 64));
        Number((long)(ulong)log.TraceId);
        Number((long)log.SpanId);
        Text(log.SeverityText);
        Text(log.Body);
        Text(log.EventName);
        Text(log.Scope);
        Text(log.Attributes);
        return Take();
    }

    // A bijection that scatters (the finish of SplitMix64).
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private UInt128 Take()
    {
        var identity = _hash.GetCurrentHashAsUInt128();
        _hash.Reset();
        return identity;
    }

    private void Number(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        _hash.Append(bytes);
    }

    private void Text(string value)
    {
        var maximum = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < maximum)
        {
            _hash.Append(Encoding.UTF8.GetBytes(value));
        }
        else
        {
            _hash.Append(_utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
        }
        // No text has this byte: "ab" + "c" is not "a" + "bc".
        _hash.Append([0xFF]);
    }

    /// <summary>What a log record is known by; absent ids are 0, absent texts empty.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct LogFields(
        int Resource,
        long Time,
        int Severity,
        UInt128 TraceId,
        ulong SpanId,
        string SeverityText,
        string Body,
        string EventName,
        string Scope,
        string Attributes
    );
}
