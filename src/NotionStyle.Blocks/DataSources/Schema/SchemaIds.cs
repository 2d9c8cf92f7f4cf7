using System.Security.Cryptography;

namespace NotionStyle.Blocks.DataSources;

/// <summary>Draws the ids of what is new in a schema.</summary>
public static class SchemaIds
{
    /// <summary>The id of the title property of every schema.</summary>
    public const string Title = "title";

    // Letters and digits alone, so that an id stands for itself in an address.
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 4;

    /// <summary>An id for a new property: four letters or digits that nothing has yet.</summary>
    /// <param name="isTaken">Whether something has an id; asked until it says no, so it may not hold millions of ids.</param>
    public static string NewProperty(Func<string, bool> isTaken)
    {
        string id;
        do
        {
            id = RandomNumberGenerator.GetString(Alphabet, Length);
        } while (isTaken(id));

        return id;
    }

    /// <summary>An id for a new option or group of options.</summary>
    public static string NewOption() => Guid.NewGuid().ToString();
}
