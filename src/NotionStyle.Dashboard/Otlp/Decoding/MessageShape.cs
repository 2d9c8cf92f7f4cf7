using Google.Protobuf.Reflection;

namespace NotionStyle.Dashboard.Otlp.Decoding;

/// <summary>What has to be known of a message to walk over its bytes: which fields are messages, texts or packed numbers.</summary>
internal sealed class MessageShape
{
    private readonly Field[] _fields;

    private MessageShape(MessageDescriptor message)
    {
        Name = message.Name;
        _fields = new Field[message.Fields.InFieldNumberOrder().Max(f => (int?)f.FieldNumber) + 1 ?? 1];
    }

    /// <summary>What bytes with a length are.</summary>
    public enum FieldKind
    {
        /// <summary>Unknown, or bytes.</summary>
        Bytes,

        /// <summary>A text in UTF-8.</summary>
        Text,

        /// <summary>A message.</summary>
        Message,

        /// <summary>Numbers one after the other.</summary>
        Numbers,
    }

    /// <summary>A field.</summary>
    public readonly record struct Field(FieldKind Kind, string? Name, MessageShape? Message);

    /// <summary>The message's name in the .proto file.</summary>
    public string Name { get; }

    /// <summary>A field by its number; <see cref="FieldKind.Bytes" /> for an unknown one.</summary>
    public Field this[int number] => number < _fields.Length ? _fields[number] : default;

    public static MessageShape Of(MessageDescriptor message) => Of(message, []);

    private static MessageShape Of(MessageDescriptor message, Dictionary<MessageDescriptor, MessageShape> known)
    {
        if (known.TryGetValue(message, out var shape))
            return shape;
        // Known before its fields are: an AnyValue has AnyValues.
        known[message] = shape = new MessageShape(message);
        foreach (var field in message.Fields.InFieldNumberOrder())
            shape._fields[field.FieldNumber] = field.FieldType switch
            {
                FieldType.Message => new Field(FieldKind.Message, field.Name, Of(field.MessageType, known)),
                FieldType.String => new Field(FieldKind.Text, field.Name, null),
                FieldType.Bytes => new Field(FieldKind.Bytes, field.Name, null),
                _ => new Field(FieldKind.Numbers, field.Name, null),
            };
        return shape;
    }
}
