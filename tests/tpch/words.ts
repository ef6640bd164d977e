// The word lists of the TPC-H specification (4.2.2.13, 4.2.3).

const words = (text: string): readonly string[] => text.split(" ");

export const COLORS: readonly string[] = words(
  "almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished chartreuse chiffon chocolate coral cornflower cornsilk " +
    "cream cyan dark deep dim dodger drab firebrick floral forest frosted gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender " +
    "lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy olive orange orchid pale papaya peach peru pink plum " +
    "powder puff purple red rose rosy royal saddle salmon sandy seashell sienna sky slate smoke snow spring steel tan thistle tomato turquoise violet wheat " +
    "white yellow",
);

export const TYPES: readonly (readonly string[])[] = [words("STANDARD SMALL MEDIUM LARGE ECONOMY PROMO"), words("ANODIZED BURNISHED PLATED POLISHED BRUSHED"), words("TIN NICKEL BRASS STEEL COPPER")];

export const CONTAINERS: readonly (readonly string[])[] = [words("SM LG MED JUMBO WRAP"), words("CASE BOX BAG JAR PKG PACK CAN DRUM")];

export const SEGMENTS: readonly string[] = words("AUTOMOBILE BUILDING FURNITURE MACHINERY HOUSEHOLD");

export const PRIORITIES: readonly string[] = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"];

export const INSTRUCTIONS: readonly string[] = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"];

export const MODES: readonly string[] = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"];

export const REGIONS: readonly string[] = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];

/** Name and region, by key. */
export const NATIONS: readonly (readonly [string, number])[] = [
  ["ALGERIA", 0],
  ["ARGENTINA", 1],
  ["BRAZIL", 1],
  ["CANADA", 1],
  ["EGYPT", 4],
  ["ETHIOPIA", 0],
  ["FRANCE", 3],
  ["GERMANY", 3],
  ["INDIA", 2],
  ["INDONESIA", 2],
  ["IRAN", 4],
  ["IRAQ", 4],
  ["JAPAN", 2],
  ["JORDAN", 4],
  ["KENYA", 0],
  ["MOROCCO", 0],
  ["MOZAMBIQUE", 0],
  ["PERU", 1],
  ["CHINA", 2],
  ["ROMANIA", 3],
  ["SAUDI ARABIA", 4],
  ["VIETNAM", 2],
  ["RUSSIA", 3],
  ["UNITED KINGDOM", 3],
  ["UNITED STATES", 1],
];

/** Comments are made of these. */
export const TEXT: readonly string[] = words(
  "foxes ideas theodolites pinto beans instructions dependencies excuses platelets asymptotes courts dolphins multipliers sauternes warthogs frets dinos attainments " +
    "sleep wake are cajole haggle nag use boost affix detect integrate maintain nod furious sly careful blithe quick fluffy slow quiet ruthless thin close dogged " +
    "daring brave stealthy permanent enticing idle busy regular final ironic even bold silent",
);
