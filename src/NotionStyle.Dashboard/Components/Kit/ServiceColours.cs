using System.IO.Hashing;
using System.Text;

namespace NotionStyle.Dashboard.Components.Kit;

/// <summary>One colour for a service, the same on all pages and in every session: it follows from the name alone.</summary>
public static class ServiceColours
{
    /// <summary>The colours of app.css, --c0 to --c11.</summary>
    private const int Colours = 12;

    /// <summary>A CSS value. Two services may share a colour; their names always stand beside it.</summary>
    public static string Of(string service) =>
        $"var(--c{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(service)) % Colours})";
}
