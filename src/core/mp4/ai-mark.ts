import { writeBox } from './boxes';

/**
 * IPTC's word for media in which generated and recorded parts are mixed
 * (cv.iptc.org/newscodes/digitalsourcetype).
 */
export const DIGITAL_SOURCE_TYPE =
  'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

/** The id of an XMP packet in an MP4's `uuid` box (Adobe XMP specification, part 3 §1.2.6). */
const XMP_UUID = [
  0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];

const XMP_PACKET = `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmp:CreatorTool="Mouthpiece"
    Iptc4xmpExt:DigitalSourceType="${DIGITAL_SOURCE_TYPE}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;

/** A top-level `uuid` box with the XMP packet that marks a video as AI-generated. */
export function aiMarkBox(): Uint8Array<ArrayBuffer> {
  return writeBox('uuid', Uint8Array.of(...XMP_UUID, ...new TextEncoder().encode(XMP_PACKET)));
}

/** Whether the content of a `uuid` box (without its 8-byte head) is an XMP packet with the mark. */
export function hasAiMark(content: Uint8Array): boolean {
  return (
    XMP_UUID.every((byte, index) => content[index] === byte) &&
    new TextDecoder().decode(content.subarray(XMP_UUID.length)).includes(DIGITAL_SOURCE_TYPE)
  );
}
