using System.Diagnostics;
using OpenTelemetry;

namespace NotionStyle.ServiceDefaults;

/// <summary>
/// Writes <c>db.response.returned_rows</c> on the spans of statements. How many rows came is known at the end only, and the driver has no callback there: who sends the
/// statement leaves a <c>Func&lt;long&gt;</c> under that name among the span's custom properties.
/// </summary>
internal sealed class ReturnedRows : BaseProcessor<Activity>
{
    private const string Name = "db.response.returned_rows";

    public override void OnEnd(Activity data)
    {
        if (data.GetCustomProperty(Name) is Func<long> rows)
        {
            data.SetTag(Name, rows());
            // The function holds the statement and its parameters, and the span waits in a queue.
            data.SetCustomProperty(Name, null);
        }
    }
}
