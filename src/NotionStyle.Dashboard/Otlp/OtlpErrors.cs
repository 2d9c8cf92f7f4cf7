using System.Globalization;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>Refusals that several places make.</summary>
internal static class OtlpErrors
{
    public static OtlpRefusal RequestTooLarge(string size) =>
        new(
            RefusalKind.TooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"At most {OtlpLimits.RequestBytes:N0} bytes are taken at once, and the request has {size}. Send smaller batches."
            )
        );

    public static OtlpRefusal MessageTooLarge(int limit) =>
        new(
            RefusalKind.TooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The request has more than {limit:N0} bytes when it is unpacked, and no more are taken at once. Send smaller batches."
            )
        );
}
