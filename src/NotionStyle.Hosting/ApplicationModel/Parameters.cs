using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside: configuration, a default, or a generated secret.</summary>
public class ParameterResource : Resource, IResourceWithoutLifetime, IValueProvider, IManifestExpressionProvider
{
    private readonly Lazy<string> _value;

    /// <summary>Creates a parameter.</summary>
    /// <param name="name">The name.</param>
    /// <param name="callback">Gives the value; called once, when it is first needed.</param>
    /// <param name="secret">Whether the value must not be shown.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Secret = secret;
        _value = new Lazy<string>(() => callback(Default));
    }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; }

    /// <summary>What the value is when configuration has none.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>What it is for.</summary>
    public string? Description { get; internal set; }

    /// <summary>The value, now: it is there when the configuration is.</summary>
    internal string Value => _value.Value;

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(_value.Value);
}

/// <summary>What a parameter's value is when configuration has none.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value.</summary>
    public abstract string GetDefaultValue();
}

/// <summary>A default that is a random text.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerLetters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperLetters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    /// <summary>The length.</summary>
    public int MinLength { get; init; } = 22;

    /// <summary>Lower-case letters are used.</summary>
    public bool Lower { get; init; } = true;

    /// <summary>Upper-case letters are used.</summary>
    public bool Upper { get; init; } = true;

    /// <summary>Digits are used.</summary>
    public bool Numeric { get; init; } = true;

    /// <summary>Special characters are used.</summary>
    public bool Special { get; init; } = true;

    /// <summary>At least so many lower-case letters.</summary>
    public int MinLower { get; init; }

    /// <summary>At least so many upper-case letters.</summary>
    public int MinUpper { get; init; }

    /// <summary>At least so many digits.</summary>
    public int MinNumeric { get; init; }

    /// <summary>At least so many special characters.</summary>
    public int MinSpecial { get; init; }

    /// <inheritdoc />
    public override string GetDefaultValue()
    {
        var alphabet =
            (Lower ? LowerLetters : "")
            + (Upper ? UpperLetters : "")
            + (Numeric ? Digits : "")
            + (Special ? Specials : "");
        if (alphabet.Length == 0)
            throw new DistributedApplicationException(
                "A generated parameter must allow at least one kind of character."
            );
        List<char> text =
        [
            .. RandomNumberGenerator.GetItems<char>(LowerLetters, MinLower),
            .. RandomNumberGenerator.GetItems<char>(UpperLetters, MinUpper),
            .. RandomNumberGenerator.GetItems<char>(Digits, MinNumeric),
            .. RandomNumberGenerator.GetItems<char>(Specials, MinSpecial),
        ];
        text.AddRange(RandomNumberGenerator.GetItems<char>(alphabet, Math.Max(0, MinLength - text.Count)));
        var result = text.ToArray();
        RandomNumberGenerator.Shuffle<char>(result);
        return new string(result);
    }
}

/// <summary>A connection string that the user gives, or one that is put together from parts.</summary>
public sealed class ConnectionStringResource : Resource, IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <summary>Creates the resource.</summary>
    public ConnectionStringResource(string name, ReferenceExpression connectionStringExpression)
        : base(name) => ConnectionStringExpression = connectionStringExpression;

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression { get; }

    /// <inheritdoc />
    public string? ConnectionStringEnvironmentVariable { get; internal init; }
}
