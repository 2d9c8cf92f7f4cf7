namespace Aspire.Hosting.ApplicationModel;

/// <summary>The rule that names of resources and of endpoints follow.</summary>
internal static class ResourceName
{
    private const int MaximumLength = 64;

    public static void Check(string target, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var reason =
            name.Length > MaximumLength ? $"it is longer than {MaximumLength} characters"
            : !char.IsAsciiLetter(name[0]) ? "it must begin with an ASCII letter"
            : !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                ? "only ASCII letters, digits and hyphens are allowed"
            : name.Contains("--", StringComparison.Ordinal) ? "it has two hyphens in a row"
            : name[^1] == '-' ? "it ends in a hyphen"
            : null;
        if (reason is not null)
            throw new ArgumentException($"'{name}' cannot be the name of a {target}: {reason}.", nameof(name));
    }
}
