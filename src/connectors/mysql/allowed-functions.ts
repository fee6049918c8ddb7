/**
 * What may stand before a bracket: functions that look at their arguments and do nothing else. Stored functions are
 * not among them, nor are those that wait, lock, read files or tell about the server.
 */
const FUNCTIONS = `abs acos adddate addtime ascii asin atan atan2 avg bin bit_and bit_count bit_length bit_or bit_xor cast
  ceil ceiling char char_length character_length charset coalesce coercibility collation concat concat_ws conv convert
  convert_tz cos cot count crc32 cume_dist curdate current_date current_time current_timestamp curtime date date_add
  date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear degrees dense_rank elt exp extract field
  find_in_set first_value floor format from_base64 from_days from_unixtime get_format greatest group_concat hex hour if
  ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa insert instr interval is_ipv4 is_ipv6 isnull json_array json_arrayagg
  json_contains json_contains_path json_depth json_extract json_keys json_length json_object json_objectagg json_overlaps
  json_quote json_search json_type json_unquote json_valid json_value lag last_day last_value lcase lead least left length
  ln locate log log10 log2 lower lpad ltrim makedate maketime max md5 microsecond mid min minute mod month monthname
  now nth_value ntile nullif oct octet_length ord percent_rank period_add period_diff pi position pow power quarter
  radians rank regexp_instr regexp_like regexp_replace regexp_substr repeat replace reverse right round row_number rpad
  rtrim sec_to_time second sha1 sha2 sign sin soundex space sqrt std stddev stddev_pop stddev_samp str_to_date strcmp
  subdate substr substring substring_index subtime sum sysdate tan time time_format time_to_sec timediff timestamp
  timestampadd timestampdiff to_base64 to_days to_seconds trim truncate ucase unhex unix_timestamp upper utc_date utc_time
  utc_timestamp var_pop var_samp variance week weekday weekofyear weight_string year yearweek`;

/** Words of the language before a bracket, types with a size among them. */
const WORDS = `all and any as between binary by case decimal datetime dec distinct div double else escape except exists
  from having in intersect is join like match against mod not numeric on or order over partition regexp rlike row select
  some then union using varchar when where with xor limit on char float signed unsigned nchar offset`;

const ALLOWED = new Set(`${FUNCTIONS} ${WORDS}`.split(/\s+/));

/** Whether `name (` is harmless. */
export const mayHaveBracket = (name: string): boolean => ALLOWED.has(name.toLowerCase());
