using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Knows the texts that must not leave the host: the values of secret parameters, of passwords, and of connection
/// strings that the user gave. What is told to others goes through here, whatever it is made of, so that a secret that
/// is part of something longer (a connection string, a URL) is found as well.
/// </summary>
internal sealed class SecretTexts(DistributedApplicationModel model)
{
    private const string Mask = "***";

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
        return text;
    }

    /// <summary>A URL without its path and query when a secret is part of it: what remains still leads there.</summary>
    public string MaskedUrl(string url) =>
        !Contains(url) ? url
        : Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Masked($"{uri.Scheme}://{uri.Authority}")
        : Mask;

    /// <summary>Whether a value is a secret parameter, or put together from one.</summary>
    public static bool IsSecret(object? value) => Parameters(value).Any(p => p.Secret);

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
