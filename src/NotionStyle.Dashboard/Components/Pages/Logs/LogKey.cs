using System.Globalization;
using System.IO.Hashing;
using System.Text;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Logs;

/// <summary>What an address calls a log record: its time and a check sum of what it says, since records have no id of their own.</summary>
internal static class LogKey
{
    /// <summary>The key of a record: NANOSECONDS-CHECKSUM.</summary>
    public static string Of(LogRecord record)
    {
        var text =
            $"{record.Resource.ServiceName}\n{record.Resource.InstanceId}\n{record.Scope.Name}\n{record.Severity}\n{record.SpanId}\n{record.Body}";
        var sum = XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(text));
        return string.Create(CultureInfo.InvariantCulture, $"{record.Time.UnixNano}-{sum:x8}");
    }

    /// <summary>When the record of a key was written; null when it is no key.</summary>
    public static Timestamp? TimeOf(string? key) =>
        key?.Split('-') is [var time, _]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
            ? new Timestamp(nanoseconds)
            : null;
}
