using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Knows the texts that must not leave the host: the values of secret parameters, of passwords, and of connection
/// strings that the user gave. What is told to others goes through here, whatever it is made of, so that a secret that
/// is part of something longer (a connection string, a URL) is found as well.
/// </summary>
internal sealed partial class SecretTexts(DistributedApplicationModel model)
{
    private const string Mask = "***";

    /// <summary>Names of variables that say that the value is one to hide.</summary>
    private static readonly string[] Telling = ["password", "secret", "token", "apikey", "api_key"];

    private readonly Lock _lock = new();
    private string[] _texts = [];
    private int _known = -1;

    /// <summary>Whether a secret is part of the text.</summary>
    public bool Contains(string text) => Texts().Any(s => text.Contains(s, StringComparison.Ordinal));

    /// <summary>The text with <c>***</c> in the place of each secret.</summary>
    public string Masked(string text)
    {
        foreach (var secret in Texts())
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        // One that the host does not know as a parameter, or that is quoted.
        return text.Contains("Password", StringComparison.OrdinalIgnoreCase)
            ? PasswordPart().Replace(text, $"$1{Mask}")
            : text;
    }

    /// <summary>A URL without its path and query when a secret is part of it: what remains still leads there.</summary>
    public string MaskedUrl(string url) =>
        !Contains(url) ? url
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Masked($"{uri.Scheme}://{uri.Authority}")
        : Mask;

    /// <summary>The text masked; null when there is nothing else in it.</summary>
    public string? MaskedValue(string value) => Texts().Contains(value, StringComparer.Ordinal) ? null : Masked(value);

    /// <summary>
    /// Whether a variable is a secret parameter, or by its name is what secrets are called. One that is only put together
    /// from a secret is shown with that part masked.
    /// </summary>
    public static bool IsSecret(string name, object value) =>
        value is ParameterResource { Secret: true } or IResourceBuilder<ParameterResource> { Resource.Secret: true }
        || Telling.Any(t => name.Contains(t, StringComparison.OrdinalIgnoreCase));

    /// <summary>A parameter has its value for good once it was asked for; the model may still grow before the start.</summary>
    private string[] Texts()
    {
        lock (_lock)
        {
            if (_known == model.Resources.Count)
                return _texts;
            _texts =
            [
                .. model
                    .Resources.SelectMany(Parameters)
                    .Concat(model.Resources.Dashboard() is { } d ? [d.OtlpKey, d.ResourceServiceKey] : [])
                    .Where(p => p.Secret)
                    .Distinct()
                    .SelectMany(Values)
                    .Distinct()
                    // The longest first: one secret may be part of another.
                    .OrderByDescending(t => t.Length),
            ];
            _known = model.Resources.Count;
            return _texts;
        }
    }

    private static IEnumerable<string> Values(ParameterResource parameter)
    {
        string? value;
        try
        {
            value = parameter.Value;
        }
        catch (DistributedApplicationException)
        {
            yield break; // It has none.
        }

        if (string.IsNullOrEmpty(value))
            yield break;
        yield return value;
        yield return Uri.EscapeDataString(value);
    }

    [GeneratedRegex("(\\bpassword\\s*=\\s*)('[^']*'|\"[^\"]*\"|[^;\\s]+)", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordPart();

    private static IEnumerable<ParameterResource> Parameters(object? value) =>
        value switch
        {
            ParameterResource parameter => [parameter],
            IResourceBuilder<IResource> builder => Parameters(builder.Resource),
            IResourceWithConnectionString resource => Parameters(resource.ConnectionStringExpression),
            ReferenceExpression expression => expression.ValueProviders.SelectMany(Parameters),
            _ => [],
        };
}
