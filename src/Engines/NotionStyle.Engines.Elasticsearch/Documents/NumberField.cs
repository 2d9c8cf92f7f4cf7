using Lucene.Net.Analysis;
using Lucene.Net.Documents;
using Lucene.Net.Index;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>A number of 64 bits: its terms and its doc value in one field of Lucene's, which looks each field of a document up by its name.</summary>
internal sealed class NumberField : Field
{
    private static readonly FieldType Indexed = Frozen(DocValuesType.NONE);
    private static readonly FieldType IndexedAndKept = Frozen(DocValuesType.NUMERIC);

    private readonly long value;

    /// <summary>The field of a type from <see cref="TypeOf"/>.</summary>
    public NumberField(string name, long value, FieldType type)
        : base(name, type)
    {
        this.value = value;
        FieldsData = J2N.Numerics.Int64.GetInstance(value);
    }

    /// <summary>The type for what is wanted; null for nothing.</summary>
    public static FieldType? TypeOf(bool indexed, bool docValues) =>
        (indexed, docValues) switch
        {
            (true, true) => IndexedAndKept,
            (true, false) => Indexed,
            (false, true) => NumericDocValuesField.TYPE,
            _ => null,
        };

    /// <inheritdoc />
    public override TokenStream GetTokenStream(Analyzer analyzer) => SharedStreams.Number(value);

    private static FieldType Frozen(DocValuesType docValues)
    {
        var type = new FieldType
        {
            IsIndexed = true,
            IsTokenized = true,
            OmitNorms = true,
            IndexOptions = IndexOptions.DOCS_ONLY,
            NumericType = Lucene.Net.Documents.NumericType.INT64,
            NumericPrecisionStep = TextTypes.PrecisionStep,
            DocValueType = docValues,
        };
        type.Freeze();
        return type;
    }
}
